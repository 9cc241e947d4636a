using System.Text.Json.Serialization;

namespace IdmLive.Diffusion.Network;

/// <summary>The two families of networks.</summary>
public enum NetworkFamily
{
    /// <summary>Residual blocks without normalisation or attention behind a pixel-unshuffle: made for one call a frame.</summary>
    Plain,

    /// <summary>The U-Net of "Denoising Diffusion Probabilistic Models" with the low-quality image as further input.</summary>
    Ddpm,
}

/// <summary>Everything that decides the shape of a conditional network; equal configurations have equal parameter layouts.</summary>
public sealed record NetworkConfiguration
{
    /// <summary>Name of the tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Family of the network.</summary>
    public required NetworkFamily Family { get; init; }

    /// <summary>Channels of each level, finest first; each level halves width and height.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Residual blocks of each level (of the way down; the way up mirrors it), as many as <see cref="Channels"/>.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Block size of the pixel-unshuffle at the door and the pixel-shuffle at the exit; 1 for none.</summary>
    public int Unshuffle { get; init; } = 1;

    /// <summary>RGB images at the door: the noisy target <c>x_t</c>, the low-quality <c>y</c>, and where 3 the previous frame.</summary>
    public int InputImages { get; init; } = 2;

    /// <summary>
    /// Width of the learned map of places in the face that is added to the coarsest features (family
    /// <see cref="NetworkFamily.Plain"/>), 0 for none. It covers the whole crop, whatever the crop's size in pixels.
    /// </summary>
    public int PositionMap { get; init; }

    /// <summary>Width of the hidden layer that embeds the noise level.</summary>
    public int LevelWidth { get; init; } = 64;

    /// <summary>Widths of feature maps, at 256 px input, that get self-attention (family <see cref="NetworkFamily.Ddpm"/>).</summary>
    public IReadOnlyList<int> AttentionAt { get; init; } = [];

    /// <summary>Width and height of inputs have to be multiples of this.</summary>
    [JsonIgnore]
    public int SizeMultiple => Unshuffle << (Channels.Count - 1);

    /// <summary>
    /// Period in pixels of the mesh that the last two pixel-shuffles can draw, 1 for a network without: what alternates between the features of the finest level
    /// repeats after two of its blocks. The family <see cref="NetworkFamily.Ddpm"/> grows without a shuffle.
    /// </summary>
    [JsonIgnore]
    public int Lattice => Family == NetworkFamily.Plain && Channels.Count > 1 ? 2 * Unshuffle : Unshuffle;

    /// <summary>Checks the values against each other.</summary>
    /// <exception cref="ArgumentException">A sentence naming the value, what is allowed and what to do.</exception>
    public void Validate()
    {
        if (Channels.Count == 0 || Channels.Count != Blocks.Count)
        {
            throw new ArgumentException(
                $"Network '{Tier}' has {Channels.Count} channel counts and {Blocks.Count} block counts; give one of each for every level.");
        }

        if (Channels.Any(c => c is < 1 or > 4096) || Blocks.Any(b => b is < 1 or > 64) || Channels.Count > 8)
        {
            throw new ArgumentException(
                $"Network '{Tier}' asks for channels {string.Join(',', Channels)} and blocks {string.Join(',', Blocks)}; "
                + "channels are 1 to 4096, blocks 1 to 64, levels at most 8.");
        }

        if (Unshuffle is not (1 or 2 or 4 or 8) || InputImages is not (2 or 3) || LevelWidth is < 2 or > 4096)
        {
            throw new ArgumentException(
                $"Network '{Tier}' asks for unshuffle {Unshuffle}, {InputImages} input images and level width {LevelWidth}; "
                + "unshuffle is 1, 2, 4 or 8, input images 2 or 3, level width 2 to 4096.");
        }

        if (PositionMap is < 0 or > 256 || (PositionMap > 0 && Family != NetworkFamily.Plain))
        {
            throw new ArgumentException(
                $"Network '{Tier}' asks for a position map of width {PositionMap}; it is 0 to 256, and 0 for the family ddpm.");
        }

        if (Family == NetworkFamily.Ddpm && Channels.Any(c => c % 32 != 0))
        {
            throw new ArgumentException(
                $"Network '{Tier}' has channels {string.Join(',', Channels)}; its group normalisation takes multiples of 32.");
        }
    }

    /// <summary>Equality by value of the lists, too.</summary>
    public bool Equals(NetworkConfiguration? other) =>
        other is not null && Tier == other.Tier && Family == other.Family && Unshuffle == other.Unshuffle
        && InputImages == other.InputImages && PositionMap == other.PositionMap && LevelWidth == other.LevelWidth && Channels.SequenceEqual(other.Channels)
        && Blocks.SequenceEqual(other.Blocks) && AttentionAt.SequenceEqual(other.AttentionAt);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tier, Family, Unshuffle, InputImages, PositionMap, LevelWidth, Channels.Count);
}
