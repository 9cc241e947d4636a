namespace IdmLive.Pipeline.Measures;

/// <summary>How a <see cref="FlickerMeter"/> looks at a face.</summary>
public sealed record FlickerMeterOptions
{
    /// <summary>Width in pixels at which motion is estimated; the difference is measured at the crop's own size. 32 or more.</summary>
    public int MotionSize { get; init; } = 128;

    /// <summary>
    /// A place counts only where the motion forward and back again ends within this many pixels (of <see cref="MotionSize"/>) of
    /// where it began: elsewhere something was uncovered, or the motion is not known. Above 0.
    /// </summary>
    public double MaximumRoundTrip { get; init; } = 0.5;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MotionSize, 32);
        if (!(MaximumRoundTrip > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumRoundTrip), MaximumRoundTrip, "It is a distance in pixels above 0.");
        }
    }
}
