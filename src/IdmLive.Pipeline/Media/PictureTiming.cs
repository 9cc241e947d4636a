namespace IdmLive.Pipeline.Media;

/// <summary>Number and times of the pictures of a fragmented file.</summary>
internal readonly record struct PictureTiming
{
    /// <summary>The file's unit of time.</summary>
    public required TrackClock Clock { get; init; }

    /// <summary>Pictures in it.</summary>
    public required long Frames { get; init; }

    /// <summary>How long the last one is shown, in units of the track.</summary>
    public required long LastDuration { get; init; }

    /// <summary>How much later than in that file the pictures are to be shown; negative where they start before zero.</summary>
    public TimeSpan Shift { get; init; }
}
