using IdmLive.Diffusion.Sampling;

namespace IdmLive.Diffusion.Restoring;

/// <summary>Number format of the network's arithmetic.</summary>
public enum Arithmetic
{
    /// <summary>bfloat16 on a GPU, 32-bit on a processor, whose kernels are written for it; decided by what the device is, not by timing.</summary>
    Auto,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>bfloat16.</summary>
    BFloat16,
}

/// <summary>How a restorer runs its model.</summary>
public sealed record RestorerOptions
{
    /// <summary>Network calls for one crop; the model's manifest says which numbers it has levels for.</summary>
    public int Steps { get; init; } = 4;

    /// <summary>Sampler.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ancestral;

    /// <summary>Number format.</summary>
    public Arithmetic Arithmetic { get; init; } = Arithmetic.Auto;

    /// <summary>Threads of the tensor library, 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";
}
