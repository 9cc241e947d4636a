namespace IdmLive.Pipeline.Faces;

/// <summary>Settings of <see cref="FaceTracker"/>.</summary>
public sealed record FaceTrackerOptions
{
    /// <summary>Width and height of the crops that faces are aligned to, 8 or more.</summary>
    public int CropSize { get; init; } = 256;

    /// <summary>A face that is not found is followed blindly for this long, then given up.</summary>
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A face that passed behind another is remembered, but not given out, for this long while it should still be there; at least
    /// <see cref="LongestGap"/>.
    /// </summary>
    public TimeSpan LongestOcclusion { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Cut-off of the smoothing at rest, in hertz, above 0: lower is steadier.</summary>
    public double RestCutoff { get; init; } = 0.12;

    /// <summary>
    /// Hertz added to the cut-off for each crop width a second of motion, 0 or more: higher follows faster. A face in motion trails
    /// by at most <c>1 / (2 pi SpeedCoefficient)</c> of the crop.
    /// </summary>
    public double SpeedCoefficient { get; init; } = 12;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CropSize, 8);
        if (LongestGap < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(LongestGap), LongestGap, "The longest gap of a face cannot be negative.");
        }

        if (LongestOcclusion < LongestGap)
        {
            throw new ArgumentOutOfRangeException(nameof(LongestOcclusion), LongestOcclusion, $"The longest occlusion of a face cannot be shorter than its longest gap, {LongestGap}.");
        }

        if (!(RestCutoff > 0) || !double.IsFinite(RestCutoff))
        {
            throw new ArgumentOutOfRangeException(nameof(RestCutoff), RestCutoff, "The cut-off of the smoothing must be above 0 hertz.");
        }

        if (!(SpeedCoefficient >= 0) || !double.IsFinite(SpeedCoefficient))
        {
            throw new ArgumentOutOfRangeException(nameof(SpeedCoefficient), SpeedCoefficient, "The speed coefficient of the smoothing must be 0 or more.");
        }
    }
}
