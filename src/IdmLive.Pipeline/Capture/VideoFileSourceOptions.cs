namespace IdmLive.Pipeline.Capture;

/// <summary>Which part of a video file is read.</summary>
public sealed record VideoFileSourceOptions
{
    /// <summary>
    /// Frames to leave out at the start. They are decoded all the same (only so are the others exactly what they would be), but
    /// neither converted nor handed over.
    /// </summary>
    public long SkippedFrames { get; init; }

    /// <summary>Frames to read at most; null for all.</summary>
    public long? FrameLimit { get; init; }

    /// <summary>One of so many frames is handed over, 1 or more. All are decoded; those between are neither converted nor handed over.</summary>
    public int EveryFrames { get; init; } = 1;
}
