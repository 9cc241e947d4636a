using static TorchSharp.torch;

namespace IdmLive.Tools.Training;

/// <summary>Where training runs.</summary>
internal static class TrainingDevice
{
    /// <summary>The device of a name.</summary>
    /// <exception cref="ArgumentException">Unknown, or not on this machine.</exception>
    public static Device Parse(string name)
    {
        bool cudaAsked = name == "cuda" || name.StartsWith("cuda:", StringComparison.Ordinal);
        if (name != "cpu" && !cudaAsked)
        {
            throw new ArgumentException($"Option device is '{name}'; it has to be cpu, cuda or cuda:N.");
        }

        return !cudaAsked || cuda.is_available()
            ? new Device(name)
            : throw new ArgumentException($"Option device is '{name}', and there is no CUDA device or this build is for the processor alone; use cpu.");
    }
}
