namespace IdmLive.Pipeline.Capture;

/// <summary>How a video file is played.</summary>
public sealed record FileLiveSourceOptions
{
    /// <summary>Whether it begins again at its end; its time stamps go on growing.</summary>
    public bool Loop { get; init; }

    /// <summary>Whether its frames come as fast as they can be decoded, every one of them, instead of at the file's own rate.</summary>
    public bool Fast { get; init; }
}
