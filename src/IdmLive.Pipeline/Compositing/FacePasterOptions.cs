namespace IdmLive.Pipeline.Compositing;

/// <summary>Settings of <see cref="FacePaster"/>; lengths are parts of the crop's side.</summary>
public sealed record FacePasterOptions
{
    /// <summary>Width of the elliptical mask around the middle of the crop; above 0, at most 1.</summary>
    public double MaskWidth { get; init; } = 0.92;

    /// <summary>Height of the mask; above 0, at most 1.</summary>
    public double MaskHeight { get; init; } = 0.97;

    /// <summary>Part of the mask's radius over which it fades from full to nothing; above 0, at most 1.</summary>
    public double Feather { get; init; } = 0.22;

    /// <summary>
    /// Standard deviation of the Gaussian low-pass that tells colour and brightness from detail: what passes it stays as it was in
    /// the input. 0 takes the restored colours as they are; otherwise 1/64 or more, at most 1/2.
    /// </summary>
    public double ColourScale { get; init; } = 1.0 / 16;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        Part(MaskWidth, nameof(MaskWidth));
        Part(MaskHeight, nameof(MaskHeight));
        Part(Feather, nameof(Feather));
        if (ColourScale != 0 && !(ColourScale >= 1.0 / 64 && ColourScale <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(ColourScale), ColourScale, "The colour scale must be 0 or lie between 1/64 and 1/2 of the crop.");
        }

        static void Part(double value, string name)
        {
            if (!(value > 0 && value <= 1))
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} must lie above 0 and not above 1.");
            }
        }
    }
}
