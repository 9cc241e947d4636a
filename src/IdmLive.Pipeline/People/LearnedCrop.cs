using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdmLive.Pipeline.People;

/// <summary>A frame of a call that waits to be learned from.</summary>
public sealed record LearnedCrop
{
    /// <summary>Name of the picture's file: an aligned PNG, 256 pixels wide.</summary>
    public required string File { get; init; }

    /// <summary>The call: one text for each, so that frames of two calls are no neighbours in time.</summary>
    public required string Source { get; init; }

    /// <summary>When it was shown, in seconds since the call began.</summary>
    public required double Seconds { get; init; }

    /// <summary>How like the person's enrolment it is, -1 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>What was measured.</summary>
    public required CandidateFacts Facts { get; init; }

    /// <summary>Brightness of the face at 16 x 16 pixels.</summary>
    public required byte[] Thumbnail { get; init; }

    /// <summary>Whether a learning that was not accepted has had it; such frames are learned from again when new ones have come.</summary>
    public bool IsTried { get; init; }

    /// <summary>The candidate that a choice is made from.</summary>
    /// <param name="png">The picture's file.</param>
    /// <param name="frame">A number of its own.</param>
    public FaceCandidate ToCandidate(byte[] png, int frame) => new()
    {
        Source = Source,
        Time = TimeSpan.FromSeconds(Seconds),
        Frame = frame,
        Facts = Facts,
        Embedding = [],
        Thumbnail = Thumbnail,
        Png = png,
    };

    /// <summary>What a record says of it once it is learned from.</summary>
    /// <param name="isHeldOut">Whether it is measured by.</param>
    public PersonCrop ToPersonCrop(bool isHeldOut) => new() { File = File, Source = Source, Seconds = Seconds, IsHeldOut = isHeldOut, Facts = Facts };

    /// <summary>Whether everything is as it was written: a name of ours, numbers, a thumbnail.</summary>
    internal bool IsSound =>
        File.StartsWith(PersonCrop.LearnedPrefix, StringComparison.Ordinal) && File.EndsWith(".png", StringComparison.Ordinal) && File == Path.GetFileName(File)
        && double.IsFinite(Seconds) && double.IsFinite(Score) && Facts.IsFinite && Thumbnail.Length == 256;
}

/// <summary>The list of waiting frames: one file, so that a single rename decides which of them are there.</summary>
/// <param name="Format">Version of the form.</param>
/// <param name="Crops">The frames, in the order in which they came.</param>
internal sealed record LearnedList(int Format, IReadOnlyList<LearnedCrop> Crops)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "learned.json";

    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a list. One that is missing or damaged is empty: waiting frames are worth little, the person's enrolment much.</summary>
    public static IReadOnlyList<LearnedCrop> Read(string folder)
    {
        try
        {
            LearnedList? list = JsonSerializer.Deserialize<LearnedList>(System.IO.File.ReadAllBytes(Path.Combine(folder, FileName)), Layout);
            return list is { Format: CurrentFormat }
                ? [.. list.Crops.Where(c => c.IsSound && System.IO.File.Exists(Path.Combine(folder, c.File)))] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The bytes of a list's file.</summary>
    public static byte[] ToBytes(IReadOnlyList<LearnedCrop> crops) => JsonSerializer.SerializeToUtf8Bytes(new LearnedList(CurrentFormat, crops), Layout);
}
