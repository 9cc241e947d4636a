using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Restoring;

/// <summary>
/// The figures of a run; <c>--json</c> writes them with these names, first letters small. Figures of speed are those of this run;
/// frames and faces are those of the output, with what an interrupted run had done.
/// </summary>
internal sealed record RestoreResult
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Frames of the video, or pictures.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames in which at least one face was restored.</summary>
    public required long FramesWithFace { get; init; }

    /// <summary>Faces restored, summed over all frames.</summary>
    public required long Faces { get; init; }

    /// <summary>From the first frame to the finished output; loading the model and estimating are not in it.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frames of this run for each second.</summary>
    public required double Fps { get; init; }

    /// <summary>Work on one frame in milliseconds (finding, restoring, putting back; not reading, writing, waiting), median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The same; what 95 of 100 frames stay below.</summary>
    public required double P95Ms { get; init; }

    /// <summary>Largest memory in megabytes (10^6 bytes): this program's and its ffmpeg processes' together.</summary>
    public required double PeakMb { get; init; }

    /// <summary>The file or folder written.</summary>
    public required string Output { get; init; }

    /// <summary><c>done</c>, <c>partial</c> or <c>interrupted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The model; null where the strength is 0.</summary>
    public string? Model { get; init; }

    /// <summary>Network calls for a face.</summary>
    public int Steps { get; init; }

    /// <summary>Seed of the noise.</summary>
    public long Seed { get; init; }

    /// <summary>Frames that an interrupted run had done.</summary>
    public long ResumedFrames { get; init; }

    /// <summary>Pictures that could not be restored.</summary>
    public int Failed { get; init; }

    /// <summary>Mean milliseconds of each stage of a frame.</summary>
    public StageTimes StagesMs { get; init; }

    /// <summary>The object for standard output, on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Layout);

    /// <summary>The exit status that goes with <see cref="Status"/>.</summary>
    [JsonIgnore]
    public int ExitStatus => Status switch
    {
        "done" => App.ExitStatus.Done,
        "partial" => App.ExitStatus.Partial,
        _ => App.ExitStatus.Interrupted,
    };
}
