using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>The devices that tensors can lie on.</summary>
public static class TorchDevice
{
    /// <summary>The device of a name.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="ArgumentException">Unknown, or not on this machine.</exception>
    public static Device Parse(string name)
    {
        bool isCuda = name == "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name[5..], out int index) && index >= 0);
        if (!isCuda && name != "cpu")
        {
            throw new ArgumentException($"Unknown device '{name}'; there are cpu, cuda and cuda:N.");
        }

        if (isCuda && !cuda.is_available())
        {
            throw new ArgumentException($"Device '{name}' is not available: no CUDA device, or a build for the processor alone; use cpu.");
        }

        return new Device(name);
    }

    /// <summary>
    /// A tensor that was filled by the processor, where a network runs: the tensor itself on the processor; on a GPU a copy out of page-locked memory, which the card
    /// fetches by itself while the processor goes on.
    /// </summary>
    /// <param name="host">On the processor; in the surrounding dispose scope.</param>
    /// <param name="device">Where the network runs.</param>
    internal static Tensor Upload(Tensor host, Device device) =>
        device.type == TorchSharp.DeviceType.CUDA ? host.pin_memory().to(device, non_blocking: true) : host.to(device);

    /// <summary>Whether bfloat16 is the fast number format for training on a device: on GPUs, and on some processors.</summary>
    /// <param name="name">As <see cref="Parse"/> takes it.</param>
    public static bool HasFastBFloat16(string name) => name != "cpu" || ProcessorFeatures.HasFastBFloat16;

    /// <summary>The number format that an arithmetic comes to on a device.</summary>
    /// <param name="arithmetic">What was asked for.</param>
    /// <param name="device">Where it runs.</param>
    public static ScalarType TypeFor(Arithmetic arithmetic, Device device) => arithmetic switch
    {
        Arithmetic.Float32 => ScalarType.Float32,
        Arithmetic.BFloat16 => ScalarType.BFloat16,
        _ => device.type != TorchSharp.DeviceType.CPU ? ScalarType.BFloat16 : ScalarType.Float32,
    };
}
