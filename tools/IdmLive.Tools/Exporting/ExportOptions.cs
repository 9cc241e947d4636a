using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Sampling;

namespace IdmLive.Tools.Exporting;

/// <summary>What an exported graph is to do.</summary>
internal sealed record ExportOptions
{
    /// <summary>Network calls in the graph.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>How the chain goes from call to call.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ancestral;

    /// <summary>Width and height in pixels; null for the model's own.</summary>
    public int? Size { get; init; }

    /// <summary>Width and height are left to the user of the graph, in multiples that the network takes.</summary>
    public bool AnySize { get; init; }

    /// <summary>The previous frame is an input where the network has a place for it; else y stands there.</summary>
    public bool PreviousInput { get; init; } = true;

    /// <summary>The noise of this seed lies in the graph; null where noise is an input.</summary>
    public long? NoiseSeed { get; init; }

    /// <summary>Checks the options against a model and fills in its size.</summary>
    /// <exception cref="ArgumentException">One sentence: what is wrong and what to do.</exception>
    public ExportOptions For(ModelManifest manifest)
    {
        int multiple = manifest.Network.SizeMultiple;
        if (!manifest.Schedule.Levels.ContainsKey(Steps))
        {
            throw new ArgumentException(
                $"Model '{manifest.Name}' cannot run {Steps} steps; choose {string.Join(", ", manifest.Schedule.Levels.Keys.Order())}.");
        }

        if (AnySize && (Size is not null || NoiseSeed is not null))
        {
            throw new ArgumentException($"A graph for any size has no {(Size is null ? "noise of a seed" : "one size")}; leave one of the two options out.");
        }

        if (Size is int size && (size < multiple || size > 4096 || size % multiple != 0))
        {
            throw new ArgumentException($"Size is {size}; the network of '{manifest.Name}' takes multiples of {multiple} up to 4096.");
        }

        return this with { Size = AnySize ? null : Size ?? manifest.Resolution, PreviousInput = PreviousInput && manifest.Network.InputImages == 3 };
    }
}
