using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.People;

/// <summary>The model that a personal part was made for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of its weight file; a personal part fits these weights and no others.</param>
public sealed record PersonModel(string Name, string Sha256);

/// <summary>How much material there was.</summary>
/// <param name="FramesSeen">Frames or photos that were looked at.</param>
/// <param name="FramesKept">Crops that were kept of them.</param>
public sealed record PersonSource(int FramesSeen, int FramesKept);

/// <summary>Everything that is known of an enrolled person but the pictures and weights: <c>person.json</c>.</summary>
public sealed record PersonRecord
{
    /// <summary>Version of the record's form that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Name of the record's file in the person's folder.</summary>
    public const string FileName = "person.json";

    // Rounding of 32-bit numbers stays far below this.
    private const double LengthTolerance = 1e-3;

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new EmbeddingJson() },
    };

    /// <summary>Version of the form.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The name that was given, with its capital letters.</summary>
    public required string Name { get; init; }

    /// <summary>When the person was enrolled.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the person consented.</summary>
    public required DateTimeOffset Consent { get; init; }

    /// <summary>The model that the personal part was made for.</summary>
    public required PersonModel Model { get; init; }

    /// <summary>How much material there was.</summary>
    public required PersonSource Source { get; init; }

    /// <summary>Embeddings of <see cref="FaceEmbedder.EmbedAligned"/> of the kept crops, each of length 1; at least one.</summary>
    public required IReadOnlyList<float[]> Embeddings { get; init; }

    /// <summary>The kept crops.</summary>
    public IReadOnlyList<PersonCrop> Crops { get; init; } = [];

    /// <summary>Measurements by name, such as <c>general psnr</c> and <c>personal psnr</c>.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval> Figures { get; init; } = new Dictionary<string, ConfidenceInterval>();

    /// <summary>File of the personal weights in the person's folder; null until they are trained.</summary>
    public string? AdapterFile { get; init; }

    /// <summary>Whether the personal weights were better than the general ones on the held-out crops, and may be used.</summary>
    public bool Accepted { get; init; }

    /// <summary>The person as recognition sees one.</summary>
    public KnownFace ToKnownFace() => new(Name, Embeddings);

    /// <summary>Reads and checks a record.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PeopleException">It is missing, damaged or contradicts itself; one sentence.</exception>
    public static PersonRecord Read(string path)
    {
        try
        {
            PersonRecord record = JsonSerializer.Deserialize<PersonRecord>(File.ReadAllBytes(path), Layout) ?? throw new JsonException("it is empty");
            return record.FindFault() is { } fault ? throw Damaged(path, fault, null) : record;
        }
        catch (JsonException e)
        {
            throw Damaged(path, e.Message.TrimEnd('.').ReplaceLineEndings(" "), e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Damaged(path, "it is missing", e);
        }
        catch (Exception e) when (e is IOException and not PeopleException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Input, $"The record '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="PeopleException">The record contradicts itself; it would be refused when read.</exception>
    public byte[] ToBytes() => FindFault() is { } fault
        ? throw new PeopleException(PeopleFailure.Input, $"The record of {Name} cannot be kept: {fault}.")
        : [.. JsonSerializer.SerializeToUtf8Bytes(this, Layout), (byte)'\n'];

    private static PeopleException Damaged(string path, string why, Exception? cause) =>
        new(PeopleFailure.Input, $"The record '{path}' cannot be used ({why}); enrol the person again, or remove the person.", cause);

    private string? FindFault()
    {
        if (Format != CurrentFormat)
        {
            return $"it has format {Format}, this program reads {CurrentFormat}";
        }

        try
        {
            PersonName.Check(Name);
        }
        catch (PeopleException e)
        {
            return e.Message.TrimEnd('.');
        }

        return Model.Sha256.Length != 64 || !Model.Sha256.All(char.IsAsciiHexDigitLower) ? "the hash of its model is not 64 hexadecimal digits"
            : Consent == default ? "it holds no date of consent"
            : Source.FramesKept < 0 || Source.FramesSeen < Source.FramesKept ? $"it keeps {Source.FramesKept} of {Source.FramesSeen} frames"
            : Crops.Select(c => c.File).Append(AdapterFile ?? "none").FirstOrDefault(f => !IsPlain(f)) is { } path ? $"'{path}' is not a plain file name"
            : Crops.FirstOrDefault(c => !c.Facts.IsFinite || !double.IsFinite(c.Seconds)) is { } crop ? $"a figure of {crop.File} is no number"
            : Crops.Select(c => c.File).Distinct(StringComparer.OrdinalIgnoreCase).Count() < Crops.Count ? "it names a crop twice"
            : Accepted && AdapterFile is null ? "its personal weights are accepted, and there are none"
            : FindFaultOfNumbers();
    }

    private string? FindFaultOfNumbers()
    {
        if (Embeddings.Count == 0 || Embeddings.Any(e => e.Length == 0 || e.Length != Embeddings[0].Length))
        {
            return "it has no embeddings, or some of different lengths";
        }

        foreach (float[] embedding in Embeddings)
        {
            double length = Math.Sqrt(embedding.Sum(v => (double)v * v));
            if (!(Math.Abs(length - 1) < LengthTolerance))
            {
                return FormattableString.Invariant($"an embedding has the length {length:F3} and not 1");
            }
        }

        return Figures.FirstOrDefault(f => !double.IsFinite(f.Value.Mean) || !double.IsFinite(f.Value.Low) || !double.IsFinite(f.Value.High)).Key is { } name
            ? $"its figure '{name}' is no number" : null;
    }

    // No folders, no way up, nothing hidden, and not a name that the store itself uses.
    private static bool IsPlain(string file) =>
        file.Length is > 0 and <= 100 && file[0] != '.' && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && !file.Equals(FileName, StringComparison.OrdinalIgnoreCase) && !PrivateFiles.IsTemporary(file);
}
