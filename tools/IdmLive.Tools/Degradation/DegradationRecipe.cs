namespace IdmLive.Tools.Degradation;

/// <summary>A closed range of values.</summary>
/// <param name="From">Smallest value.</param>
/// <param name="To">Largest value, not below <paramref name="From"/>.</param>
public readonly record struct ValueRange(double From, double To)
{
    /// <summary>A value drawn evenly from the range.</summary>
    public double Draw(Random random) => From + (random.NextDouble() * (To - From));
}

/// <summary>
/// The degradation of IDM eq. 11, <c>y = up_r(JPEG_q(down_r(x * k_sigma) + n_delta))</c>, as ranges that its four values are
/// drawn from evenly.
/// </summary>
public sealed record DegradationRecipe
{
    /// <summary>Name in manifests and reports.</summary>
    public required string Name { get; init; }

    /// <summary>Standard deviation of the Gaussian blur, pixels of the crop.</summary>
    public required ValueRange BlurSigma { get; init; }

    /// <summary>Factor by which width and height shrink, 1 or more.</summary>
    public required ValueRange Downscale { get; init; }

    /// <summary>Standard deviation of the Gaussian noise, levels of 255, added to the shrunk picture.</summary>
    public required ValueRange NoiseDelta { get; init; }

    /// <summary>JPEG quality, 1 to 100.</summary>
    public required ValueRange JpegQuality { get; init; }

    /// <summary>
    /// Eq. 11 with the paper's ranges, which are stated for 512 px crops: the blur is a length and scales with the crop; shrinking
    /// factor, noise and JPEG quality are ratios and levels and do not.
    /// </summary>
    /// <param name="cropSize">Crop size in pixels, 64 or more.</param>
    public static DegradationRecipe Equation11(int cropSize)
    {
        double scale = cropSize / 512.0;
        return new()
        {
            Name = $"eq11@{cropSize}",
            BlurSigma = new(.2 * scale, 10 * scale),
            Downscale = new(1, 8),
            NoiseDelta = new(0, 15),
            JpegQuality = new(50, 100),
        };
    }

    /// <summary>Draws the four values for one picture.</summary>
    public DegradationDraw Draw(Random random) => new(
        BlurSigma.Draw(random), Downscale.Draw(random), NoiseDelta.Draw(random), (int)Math.Round(JpegQuality.Draw(random)));
}

/// <summary>The values of eq. 11 for one picture.</summary>
/// <param name="BlurSigma">Blur, pixels.</param>
/// <param name="Downscale">Shrinking factor.</param>
/// <param name="NoiseDelta">Noise, levels of 255.</param>
/// <param name="JpegQuality">JPEG quality.</param>
public readonly record struct DegradationDraw(double BlurSigma, double Downscale, double NoiseDelta, int JpegQuality);
