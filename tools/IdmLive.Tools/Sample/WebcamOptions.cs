namespace IdmLive.Tools.Sample;

/// <summary>What a cheap webcam in a dim room does to a picture. Lengths in pixels of the frame unless said otherwise.</summary>
internal sealed record WebcamOptions
{
    /// <summary>Deviation of the lens's blur: a fixed focus that never quite fits.</summary>
    public double LensBlur { get; init; } = 1.6;

    /// <summary>Width of the sensor's picture as a part of the frame's: what it lacks is scaled up.</summary>
    public double SensorScale { get; init; } = 0.5;

    /// <summary>Light that is lost in the corners, 0 to 1.</summary>
    public double Vignette { get; init; } = 0.22;

    /// <summary>Gains of blue, green and red: lamps are warm and the white balance is not certain.</summary>
    public (double Blue, double Green, double Red) WhiteBalance { get; init; } = (0.9, 0.98, 1.05);

    /// <summary>Deviation of the read noise as a part of full scale, linear light: the gain is turned up.</summary>
    public double ReadNoise { get; init; } = 0.007;

    /// <summary>Variance of the shot noise at full scale, linear light.</summary>
    public double ShotNoise { get; init; } = 0.0011;

    /// <summary>Deviation of the colour denoiser's blur, in sensor pixels: cameras smear colour to hide its noise.</summary>
    public double ColourSmear { get; init; } = 2;

    /// <summary>Deviation of the blur that the sharpener takes away.</summary>
    public double SharpenRadius { get; init; } = 1.8;

    /// <summary>How much of it: above about 0.5 edges have halos.</summary>
    public double SharpenAmount { get; init; } = 0.8;
}
