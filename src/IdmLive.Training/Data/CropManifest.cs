using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Training.Data;

/// <summary>A source that gave no crop, or not all that it holds.</summary>
/// <param name="Source">The file, relative to the parent of the folder that was given.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedSource(string Source, string Reason);

/// <summary>What a prepared folder holds.</summary>
/// <param name="Kept">Crops that are used.</param>
/// <param name="SetAside">Crops that are not.</param>
/// <param name="Skipped">Sources that gave no crop, or not all that they hold.</param>
public sealed record CropManifestCounts(int Kept, int SetAside, int Skipped);

/// <summary>Everything to know of a prepared folder: <c>manifest.json</c>.</summary>
public sealed record CropManifest
{
    /// <summary>Version of the manifest's form that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Name of the file that tells how far a folder's preparation has come.</summary>
    public const string JournalName = "journal.jsonl";

    /// <summary>How manifest and journal are written.</summary>
    public static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions Indented = new(Lines) { WriteIndented = true };

    /// <summary>Version of the form.</summary>
    public required int Format { get; init; }

    /// <summary>Whether all sources of the last run are done; false after an interruption.</summary>
    public required bool Complete { get; init; }

    /// <summary>How the crops were made.</summary>
    public required CropRules Rules { get; init; }

    /// <summary>How much it holds.</summary>
    public required CropManifestCounts Counts { get; init; }

    /// <summary>The crops, kept and set aside, in the order in which they were made.</summary>
    public required IReadOnlyList<CropRecord> Crops { get; init; }

    /// <summary>Sources that gave no crop, or not all that they hold.</summary>
    public required IReadOnlyList<SkippedSource> Skipped { get; init; }

    /// <summary>Whether a folder was prepared, or its preparation begun.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Join(folder, FileName)) || File.Exists(Path.Join(folder, JournalName));

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="ArgumentException">Missing, of another form, or unreadable.</exception>
    public static CropManifest Read(string folder)
    {
        string path = Path.Join(folder, FileName);
        if (!File.Exists(path))
        {
            throw new ArgumentException($"The preparation of '{folder}' was broken off before there was a manifest; run prepare again with the same options.");
        }

        try
        {
            CropManifest manifest = JsonSerializer.Deserialize<CropManifest>(File.ReadAllBytes(path), Lines)
                ?? throw new ArgumentException($"The manifest '{path}' is empty; run prepare again, it makes the manifest anew.");
            return manifest.Format == CurrentFormat
                ? manifest
                : throw new ArgumentException($"The manifest '{path}' has format {manifest.Format}, this program reads {CurrentFormat}; prepare the pictures again.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The manifest '{path}' cannot be read ({e.Message.TrimEnd('.')}); run prepare again, it makes the manifest anew.", e);
        }
    }

    /// <summary>Writes the manifest of a folder, whole or not at all.</summary>
    /// <exception cref="ImageFileException">It cannot be written.</exception>
    public void Write(string folder) =>
        WholeFile.Write(Path.Join(folder, FileName), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Indented) + "\n"));
}
