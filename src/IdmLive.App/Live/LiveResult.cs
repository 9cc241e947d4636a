using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Live;

namespace IdmLive.App.Live;

/// <summary>The figures of a live run as they are printed.</summary>
internal sealed record LiveResult
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Frames a second that were worked on.</summary>
    public required double Fps { get; init; }

    /// <summary>Frames that were worked on.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames that were dropped at the door.</summary>
    public required long Dropped { get; init; }

    /// <summary>Frames that left later than the budget.</summary>
    public required long Late { get; init; }

    /// <summary>Median of the added delay.</summary>
    public required double P50Ms { get; init; }

    /// <summary>95 % of the frames had less.</summary>
    public required double P95Ms { get; init; }

    /// <summary>99 % of the frames had less.</summary>
    public required double P99Ms { get; init; }

    /// <summary>The largest after the first second.</summary>
    public required double MaxMs { get; init; }

    /// <summary>Frames on each rung of the ladder.</summary>
    public required IReadOnlyDictionary<string, long> Rungs { get; init; }

    /// <summary>How often the ladder went down.</summary>
    public required int StepsDown { get; init; }

    /// <summary>When the ladder changed its rung and why, the last 200 times.</summary>
    public required IReadOnlyList<RungChange> RungChanges { get; init; }

    /// <summary>Median and 95 % of each stage.</summary>
    public required IReadOnlyDictionary<string, StageFigures> StagesMs { get; init; }

    /// <summary>How long it ran.</summary>
    public required double Seconds { get; init; }

    /// <summary>Placeholders that stood in for the source.</summary>
    public required long Placeholders { get; init; }

    /// <summary>How often the source was lost.</summary>
    public required long SourceLosses { get; init; }

    /// <summary>Frames in which a stage failed.</summary>
    public required long Failures { get; init; }

    /// <summary>What the last failure said.</summary>
    public string? LastFailure { get; init; }

    /// <summary>The sinks.</summary>
    public required IReadOnlyList<SinkState> Sinks { get; init; }

    /// <summary>Name of the model.</summary>
    public string? Model { get; init; }

    /// <summary>Who the tracks were taken for and why, the last 64 of them; null where nobody was to be recognised.</summary>
    public IReadOnlyList<TrackPerson>? People { get; init; }

    /// <summary>Frames of enrolled people that were kept to learn from; null where none were to be kept.</summary>
    public long? FramesKept { get; init; }

    /// <summary>Frames that were looked at for that and not kept, by the reason; null where none were to be kept.</summary>
    public IReadOnlyDictionary<string, long>? FramesNotKept { get; init; }

    /// <summary>The figures of a report.</summary>
    public static LiveResult From(LiveReport report, LiveStages stages) => new()
    {
        Fps = Round(report.FramesPerSecond),
        Frames = report.Last.Frames,
        Dropped = report.Last.Dropped,
        Late = report.Last.Late,
        P50Ms = Round(report.Latency.P50),
        P95Ms = Round(report.Latency.P95),
        P99Ms = Round(report.Latency.P99),
        MaxMs = Round(report.Latency.Max),
        Rungs = report.Rungs,
        StepsDown = report.Last.StepsDown,
        RungChanges = report.RungChanges,
        StagesMs = report.Stages.ToDictionary(s => s.Key, s => new StageFigures(Round(s.Value.P50), Round(s.Value.P95))),
        Seconds = Round(report.Elapsed.TotalSeconds),
        Placeholders = report.Last.Placeholders,
        SourceLosses = report.Last.SourceLosses,
        Failures = report.Last.Failures,
        LastFailure = report.Last.LastFailure,
        Sinks = report.Last.Sinks,
        Model = stages.ModelName,
        FramesKept = stages.Keeper?.Kept,
        FramesNotKept = stages.Keeper?.Refused,
        People = stages.RecognisesPeople ? [.. report.People.Select(p => p with { Score = p.Score is { } score ? Round(score) : null })] : null,
    };

    /// <summary>One JSON object on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    private static double Round(double value) => Math.Round(value, 2);
}
