namespace IdmLive.Pipeline.Live;

/// <summary>Settings of <see cref="LiveSession"/> that stay while it runs.</summary>
public sealed record LiveSessionOptions
{
    /// <summary>What happens to frames that come too fast.</summary>
    public DeliveryPolicy Delivery { get; init; } = DeliveryPolicy.LatestFrame;

    /// <summary>The deadline; with <see cref="DeliveryPolicy.Lossless"/> there is none, and the highest rung is used always.</summary>
    public LadderOptions Ladder { get; init; } = new();

    /// <summary>A source that gives nothing for this long is stood in for by a placeholder, 20 ms or more.</summary>
    public TimeSpan PlaceholderAfter { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Wait before a lost source is opened again the first time; doubles up to <see cref="LongestRetry"/>.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Ends after so many seconds, 0 for no end.</summary>
    public double Seconds { get; init; }

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence.</exception>
    internal void Check()
    {
        Ladder.Check();
        if (PlaceholderAfter < TimeSpan.FromMilliseconds(20) || FirstRetry <= TimeSpan.Zero || LongestRetry < FirstRetry)
        {
            throw new ArgumentException($"PlaceholderAfter is {PlaceholderAfter}, FirstRetry {FirstRetry}, LongestRetry {LongestRetry}; give 20 ms or more, and retries in order.");
        }

        if (!(Seconds >= 0) || !double.IsFinite(Seconds))
        {
            throw new ArgumentException($"The line was to run for {Seconds} seconds; give a number above 0, or 0 for no end.");
        }
    }
}
