using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>The noise that belongs to a seed.</summary>
public static class SeedNoise
{
    /// <summary>Draws the noise of a chain, on the processor: the same seed gives the same noise whatever the device.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="draws">Noise images: one for each network call.</param>
    /// <param name="size">Width and height in pixels.</param>
    /// <returns>[draws, 3, size, size], unit normal, channels-last; new, in the surrounding dispose scope.</returns>
    public static Tensor Draw(long seed, int draws, int size)
    {
        using Generator generator = new();
        generator.manual_seed(seed);
        using Tensor drawn = randn([draws, size, size, 3], generator: generator);
        return drawn.permute(0, 3, 1, 2);
    }
}
