namespace IdmLive.Pipeline.Session;

/// <summary>How long frames are worked on, in milliseconds on average, by stage.</summary>
/// <param name="Read">Decoding, as far as it is waited for.</param>
/// <param name="Find">Finding, following and cutting faces.</param>
/// <param name="Restore">The restorer.</param>
/// <param name="PutBack">Pasting faces and composing the frame.</param>
/// <param name="Write">Handing the frame to the encoder, waits for it included.</param>
public readonly record struct StageTimes(double Read, double Find, double Restore, double PutBack, double Write);

/// <summary>What a session did.</summary>
public sealed record RestoringReport
{
    /// <summary>Frames in the output, those of an interrupted run included.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames of these in which at least one face was restored.</summary>
    public required long FramesWithFace { get; init; }

    /// <summary>Faces restored, summed over all frames.</summary>
    public required long Faces { get; init; }

    /// <summary>Frames that an interrupted run had done.</summary>
    public required long ResumedFrames { get; init; }

    /// <summary>Whether the session was asked to stop before the end.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>From the first frame to the finished output.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// Work on one frame in milliseconds: finding, restoring and putting back, without reading, writing and waiting. What half of
    /// the frames stay below.
    /// </summary>
    public required double P50Milliseconds { get; init; }

    /// <summary>The same; what 95 of 100 frames stay below.</summary>
    public required double P95Milliseconds { get; init; }

    /// <summary>Where the time goes.</summary>
    public required StageTimes Stages { get; init; }

    /// <summary>Frames done in this run for each second.</summary>
    public double FramesPerSecond => Elapsed > TimeSpan.Zero ? (Frames - ResumedFrames) / Elapsed.TotalSeconds : 0;
}
