namespace IdmLive.Pipeline.Capture;

/// <summary>How recorded frames are played.</summary>
public sealed record PacedFrameOptions
{
    /// <summary>How long a frame is usually shown; one that is later than that is left out. Above zero.</summary>
    public required TimeSpan FrameTime { get; init; }

    /// <summary>Whether frames come as fast as they are read, and none is left out.</summary>
    public bool Fast { get; init; }
}
