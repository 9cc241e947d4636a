namespace IdmLive.Pipeline.Live;

/// <summary>What a live line did, from beginning to end.</summary>
public sealed record LiveReport
{
    /// <summary>The state at the end.</summary>
    public required LiveSnapshot Last { get; init; }

    /// <summary>How long it ran.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Frames on each rung, by the rung's name.</summary>
    public required IReadOnlyDictionary<string, long> Rungs { get; init; }

    /// <summary>Capture to first sink in milliseconds: median, 95 %, 99 %, largest after the first second.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>Median and 95 % of each stage, in milliseconds.</summary>
    public required IReadOnlyDictionary<string, StageFigures> Stages { get; init; }

    /// <summary>When the ladder changed its rung and why, the last 200 times.</summary>
    public IReadOnlyList<RungChange> RungChanges { get; init; } = [];

    /// <summary>Who the tracks were taken for, the last 64 of them; none where nobody was looked for.</summary>
    public IReadOnlyList<TrackPerson> People { get; init; } = [];

    /// <summary>Whether it was asked to stop.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Frames a second over the whole run.</summary>
    public double FramesPerSecond => Elapsed.TotalSeconds > 0 ? Last.Frames / Elapsed.TotalSeconds : 0;
}

/// <summary>Added delay in milliseconds.</summary>
/// <param name="P50">Half of the frames had less.</param>
/// <param name="P95">19 of 20 had less.</param>
/// <param name="P99">99 of 100 had less.</param>
/// <param name="Max">The largest, the first second not counted.</param>
public readonly record struct LatencyFigures(double P50, double P95, double P99, double Max);

/// <summary>A step of the ladder.</summary>
/// <param name="Seconds">Since the line began.</param>
/// <param name="Rung">The rung from then on, by its name.</param>
/// <param name="Reason">Why, one clause.</param>
public readonly record struct RungChange(double Seconds, string Rung, string Reason);

/// <summary>What a stage took in milliseconds.</summary>
/// <param name="P50">Half of the frames took less.</param>
/// <param name="P95">19 of 20 took less.</param>
public readonly record struct StageFigures(double P50, double P95);
