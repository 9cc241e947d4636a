using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Models;

/// <summary>The weight file of a model.</summary>
/// <param name="File">Name, relative to the manifest.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of the whole file.</param>
/// <param name="Bytes">Length.</param>
public sealed record ModelWeights(string File, string Sha256, long Bytes);

/// <summary>The noise schedule of a model and the levels it is run at.</summary>
public sealed record ModelSchedule
{
    /// <summary>Name of the schedule.</summary>
    public required string Name { get; init; }

    /// <summary>Noise scale of the <c>shift</c> schedule.</summary>
    public double? Kappa { get; init; }

    /// <summary>Levels for each number of network calls, noisiest first.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<double>> Levels { get; init; }
}

/// <summary>Everything to know of a model but its weights: <c>manifest.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>Version of the manifest's form that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Version of the form.</summary>
    public required int Format { get; init; }

    /// <summary>Name; the folder's, too.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Alignment template of the crops.</summary>
    public required string Template { get; init; }

    /// <summary>Width and height of the crops it was made for, pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>Shape of the network.</summary>
    public required NetworkConfiguration Network { get; init; }

    /// <summary>What the network gives; a manifest that does not say means the image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Prediction Prediction { get; init; } = Prediction.X0;

    /// <summary>Noise schedule and levels.</summary>
    public required ModelSchedule Schedule { get; init; }

    /// <summary>The weight file.</summary>
    public required ModelWeights Weights { get; init; }

    /// <summary>Where the weights come from, oldest first: data sets with licences, earlier models, iterations.</summary>
    public required IReadOnlyList<string> Lineage { get; init; }

    /// <summary>The command that trained it.</summary>
    public required string TrainedBy { get; init; }

    /// <summary>The command that measured <see cref="Evaluation"/>, where it was measured.</summary>
    public string? EvaluatedBy { get; init; }

    /// <summary>Figures by name, where measured.</summary>
    public IReadOnlyDictionary<string, double>? Evaluation { get; init; }

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="ModelException">Missing, no such form, or contradictory.</exception>
    public static ModelManifest Read(string path)
    {
        ModelManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(path), Json)
                ?? throw new ModelException($"The manifest '{path}' is empty; fetch the model again.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"There is no manifest '{path}'; name a model folder.", e);
        }
        catch (JsonException e)
        {
            throw new ModelException($"The manifest '{path}' cannot be read ({e.Message.TrimEnd('.')}); fetch the model again.", e);
        }

        manifest.Check(path);
        return manifest;
    }

    /// <summary>Writes the manifest beside its name and moves it there.</summary>
    public void Write(string path)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    private void Check(string path)
    {
        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ModelException($"The manifest '{path}' {sentence}; fetch a model made for this version.");
            }
        }

        Require(Format == CurrentFormat, $"has format {Format}, this program reads {CurrentFormat}");
        try
        {
            Network.Validate();
        }
        catch (ArgumentException e)
        {
            throw new ModelException($"The manifest '{path}' describes no possible network: {e.Message}", e);
        }

        Require(Template == "ffhq", $"asks for template '{Template}', only 'ffhq' is known");
        Require(
            Resolution is >= 64 and <= 2048 && Resolution % Network.SizeMultiple == 0,
            $"asks for {Resolution} px crops, the network takes multiples of {Network.SizeMultiple} from 64 to 2048");
        Require(
            Schedule.Levels.Count > 0 && Schedule.Levels.All(l => l.Key == l.Value.Count && l.Value.All(v => v is > 0 and < 1)),
            "has noise levels that do not match their numbers of steps or lie outside 0 to 1");
        Require(
            Weights.File.Length > 0 && Path.GetFileName(Weights.File) == Weights.File,
            $"names the weight file '{Weights.File}', which is not a plain file name");
    }
}
