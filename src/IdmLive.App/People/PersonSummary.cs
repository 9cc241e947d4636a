using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary>
/// An enrolled person as <c>idmlive people</c> shows one; <c>--json</c> writes it with these names, first letters small. Embeddings and pictures are
/// not in it: they leave the store by <c>export</c> alone.
/// </summary>
internal sealed record PersonSummary
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary><c>accepted</c>, <c>not accepted</c>, <c>not trained</c> or <c>damaged</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What is wrong with the record; null where nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>When the person was enrolled.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the person consented.</summary>
    public DateTimeOffset? Consent { get; init; }

    /// <summary>The model that the personal weights fit.</summary>
    public PersonModel? Model { get; init; }

    /// <summary>Frames or photos that were looked at.</summary>
    public int FramesSeen { get; init; }

    /// <summary>Kept crops that were trained on.</summary>
    public int TrainingCrops { get; init; }

    /// <summary>Kept crops that were measured by.</summary>
    public int HeldOutCrops { get; init; }

    /// <summary>Kept crops of these that are of calls and not of the enrolment.</summary>
    public int LearnedCrops { get; init; }

    /// <summary>Frames of calls that wait to be learned from.</summary>
    public int WaitingCrops { get; init; }

    /// <summary>Embeddings that the person is recognised by.</summary>
    public int Embeddings { get; init; }

    /// <summary>Bytes of the personal weights.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Bytes of everything that is kept of the person.</summary>
    public long Bytes { get; init; }

    /// <summary>Measurements by name.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval> Figures { get; init; } = new Dictionary<string, ConfidenceInterval>();

    /// <summary>Where the person's files lie.</summary>
    public string? Folder { get; init; }

    /// <summary>The summary of a person.</summary>
    public static PersonSummary Of(PersonEntry entry)
    {
        if (entry.Person is not { } person)
        {
            return new() { Name = entry.Name, Status = "damaged", Problem = entry.Problem };
        }

        PersonRecord record = person.Record;
        return new()
        {
            Name = record.Name,
            Status = record.Accepted ? "accepted" : record.Figures.Count > 0 ? "not accepted" : "not trained",
            Created = record.Created,
            Consent = record.Consent,
            Model = record.Model,
            FramesSeen = record.Source.FramesSeen,
            TrainingCrops = record.Crops.Count(c => !c.IsHeldOut),
            HeldOutCrops = record.Crops.Count(c => c.IsHeldOut),
            LearnedCrops = record.Crops.Count(c => c.IsLearned()),
            WaitingCrops = LearnedFrames.Read(person).Count,
            Embeddings = record.Embeddings.Count,
            WeightBytes = person.AdapterPath is { } adapter ? new FileInfo(adapter).Length : 0,
            Bytes = new DirectoryInfo(person.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length),
            Figures = record.Figures,
            Folder = person.Folder,
        };
    }

    /// <summary>The object for standard output, on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Layout);

    /// <summary>A listing for standard output, on one line.</summary>
    public static string ToJson(IReadOnlyList<PersonSummary> people, IReadOnlyList<string> unfinished, string folder) =>
        JsonSerializer.Serialize(new { people, unfinished, folder }, Layout);

    /// <summary>The heading of a table.</summary>
    public static string Heading { get; } = $"{"name",-24}{"status",-14}{"enrolled",-12}{"model",-12}{"crops",8}{"size",10}";

    /// <summary>A line of a table.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-24}{Status,-14}{Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",-12}{Model?.Name ?? "-",-12}{TrainingCrops + HeldOutCrops,8}{Bytes / 1e6,7:F1} MB");

    /// <summary>Everything, a line each.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return Line("name", Name);
        yield return Line("status", Status switch
        {
            "accepted" => "accepted: the personal weights are used",
            "not accepted" => "not accepted: the personal weights were not better than the model's, which is used",
            _ => "not trained: there are no personal weights, the model's are used",
        });
        yield return Line("enrolled", $"{Created:yyyy-MM-dd HH:mm zzz}");
        yield return Line("consent", $"{Consent:yyyy-MM-dd HH:mm zzz}");
        yield return Line("model", $"{Model!.Name}, weights {Model.Sha256}");
        yield return Line("frames", $"{FramesSeen} looked at, {TrainingCrops} kept to train on, {HeldOutCrops} to measure by");
        yield return Line("of calls", $"{LearnedCrops} of these, and {WaitingCrops} more wait to be learned from");
        yield return Line("embeddings", Embeddings.ToString(CultureInfo.InvariantCulture));
        yield return Line("size", string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:F1} MB, {WeightBytes / 1e3:F0} kB of them personal weights"));
        yield return Line("folder", Folder!);
        foreach ((string name, ConfidenceInterval figure) in Figures.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            yield return Line(name, string.Create(CultureInfo.InvariantCulture, $"{figure.Mean:0.###} ({figure.Low:0.###} to {figure.High:0.###}, {figure.Count} crops)"));
        }

        static string Line(string what, string value) => $"{what,-24} {value}";
    }
}
