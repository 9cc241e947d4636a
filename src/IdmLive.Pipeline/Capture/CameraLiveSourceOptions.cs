namespace IdmLive.Pipeline.Capture;

/// <summary>What is asked of a camera. It gives what it can.</summary>
public sealed record CameraLiveSourceOptions
{
    /// <summary>Width of a frame in pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Height of a frame in pixels.</summary>
    public int Height { get; init; } = 720;

    /// <summary>Frames a second.</summary>
    public double Rate { get; init; } = 30;

    /// <summary>How long a camera may take to its first frame.</summary>
    public TimeSpan FirstFrameLimit { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A camera that gives nothing for so long is lost.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long its real rate is measured, once; what it says of itself is often wrong.</summary>
    public TimeSpan RateMeasuring { get; init; } = TimeSpan.FromSeconds(1);
}
