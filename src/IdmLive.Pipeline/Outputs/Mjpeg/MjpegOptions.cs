namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>How frames are sent to browsers.</summary>
public sealed record MjpegOptions
{
    /// <summary>JPEG quality, 1 to 100.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>Most who can watch at once; others are asked to come again.</summary>
    public int MostWatchers { get; init; } = 16;

    /// <summary>Who takes nothing for so long is cut off.</summary>
    public TimeSpan SendLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a single picture that is asked for may take to come.</summary>
    public TimeSpan FrameLimit { get; init; } = TimeSpan.FromSeconds(3);
}
