using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Live;

/// <summary>How a sink fares.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Written">Frames it took.</param>
/// <param name="Dropped">Frames that came faster than it took them.</param>
/// <param name="Failure">Why it gets nothing more, or null.</param>
public readonly record struct SinkState(string Name, long Written, long Dropped, string? Failure);

/// <summary>The state of a live line at a moment. Immutable.</summary>
public sealed record LiveSnapshot
{
    /// <summary>Frames worked on.</summary>
    public long Frames { get; init; }

    /// <summary>Frames of the source that were dropped at the door because a newer one was there.</summary>
    public long Dropped { get; init; }

    /// <summary>Frames that left later than the budget.</summary>
    public long Late { get; init; }

    /// <summary>Placeholders that stood in for a source that gave nothing.</summary>
    public long Placeholders { get; init; }

    /// <summary>How often the source was lost.</summary>
    public long SourceLosses { get; init; }

    /// <summary>What the source last had to say, or null.</summary>
    public string? SourceMessage { get; init; }

    /// <summary>Frames in which a stage failed; they went out as they came.</summary>
    public long Failures { get; init; }

    /// <summary>What the last failure said, or null.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Faces in the last frame.</summary>
    public int Faces { get; init; }

    /// <summary>How much of the first face's restoration was taken, 0 to 1.</summary>
    public double Strength { get; init; }

    /// <summary>Who the faces of the last frame were taken for, and why; none where nobody is looked for.</summary>
    public IReadOnlyList<PersonMatch> People { get; init; } = [];

    /// <summary>Frames of enrolled people that were kept to learn from; null where none are to be kept.</summary>
    public long? FramesKept { get; init; }

    /// <summary>The rung of the last frame.</summary>
    public LadderRung Rung { get; init; }

    /// <summary>Why that rung.</summary>
    public string RungReason { get; init; } = string.Empty;

    /// <summary>How often the ladder went down.</summary>
    public int StepsDown { get; init; }

    /// <summary>Where the last frame's time went.</summary>
    public FrameTimes Times { get; init; }

    /// <summary>Frames a second over the last second or so.</summary>
    public double Rate { get; init; }

    /// <summary>The sinks.</summary>
    public IReadOnlyList<SinkState> Sinks { get; init; } = [];
}
