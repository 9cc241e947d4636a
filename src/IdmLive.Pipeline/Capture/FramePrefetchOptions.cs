namespace IdmLive.Pipeline.Capture;

/// <summary>How frames are read ahead.</summary>
internal sealed record FramePrefetchOptions
{
    /// <summary>Images that are kept; at least 2.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>
    /// Whether a new frame takes the place of the oldest that nobody has taken yet, as in a camera; else reading waits until there is room, and
    /// no frame is lost.
    /// </summary>
    public bool NewestWins { get; init; }

    /// <summary>Makes a read that hangs return; may be called from any thread, also where none hangs. Null where reads end by themselves.</summary>
    public Action? Abort { get; init; }
}
