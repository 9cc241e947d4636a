using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>Where a tensor's numbers lie. Stateless.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>The address of a number: the library's memory does not move, and is valid as long as the tensor is.</summary>
    /// <param name="tensor">32-bit, contiguous, on the processor.</param>
    /// <param name="offset">Numbers before it.</param>
    public static float* At(Tensor tensor, long offset)
    {
        fixed (byte* start = tensor.bytes)
        {
            return (float*)start + offset;
        }
    }
}
