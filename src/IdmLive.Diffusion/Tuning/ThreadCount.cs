using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tuning;

/// <summary>The number of threads of the tensor library's arithmetic: one for the whole process.</summary>
internal static class ThreadCount
{
    /// <summary>Sets it where it is another.</summary>
    public static void Set(int threads)
    {
        if (get_num_threads() != threads)
        {
            set_num_threads(threads);
        }
    }
}
