using System.CommandLine;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Tools.Training;

namespace IdmLive.Tools.Publishing;

/// <summary><c>idmlive-tools publish</c>: makes a model folder from a training run.</summary>
internal static class PublishCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> run = new("--run") { Required = true, Description = "Run folder of `train`." };
        Option<string> name = new("--name") { DefaultValueFactory = _ => "live", Description = "Name of the model." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Model folder to write." };
        Option<string> licence = new("--licence") { DefaultValueFactory = _ => "MIT", Description = "Licence of the weights." };
        Option<string[]> lineage = new("--lineage") { AllowMultipleArgumentsPerToken = true, Description = "Where the weights come from: data and licences, earlier models." };
        Option<string> trainedBy = new("--trained-by") { Required = true, Description = "The command that trained it." };
        Option<string?> summary = new("--evaluation") { Description = "summary.json of `evaluate`, to be written into the manifest." };
        Option<string?> evaluatedBy = new("--evaluated-by") { Description = "The command that made the summary." };
        Command command = new("publish", "Makes a model folder (16-bit average of weights, manifest with hash) from a run.")
        {
            run, name, output, licence, lineage, trainedBy, summary, evaluatedBy,
        };
        command.SetAction(parsed =>
        {
            try
            {
                string folder = parsed.GetRequiredValue(run);
                TrainOptions options = ReadOptions(folder);
                (float[] average, int iterations) = Checkpoint.ReadAverage(Path.Join(folder, Checkpoint.FileName));
                INoiseSchedule schedule = LevelLists.ByName(options.Schedule);
                ModelManifest manifest = new()
                {
                    Format = ModelManifest.CurrentFormat,
                    Name = parsed.GetRequiredValue(name),
                    Licence = parsed.GetRequiredValue(licence),
                    Template = "ffhq",
                    Resolution = options.FaceSize,
                    Network = NetworkTiers.ByName(options.Tier),
                    Prediction = options.Prediction,
                    Schedule = new ModelSchedule
                    {
                        Name = schedule.Name,
                        Kappa = (schedule as ShiftSchedule)?.Kappa,
                        Levels = LevelLists.Steps.ToDictionary(k => k, k => (IReadOnlyList<double>)schedule.Levels(k)),
                    },
                    Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
                    Lineage = [.. parsed.GetValue(lineage) ?? [], $"{iterations} iterations of {options.Batch} patches of {options.Patch} px, trained for K = {string.Join(", ", options.Steps)}"],
                    TrainedBy = parsed.GetRequiredValue(trainedBy),
                    EvaluatedBy = parsed.GetValue(evaluatedBy),
                    Evaluation = parsed.GetValue(summary) is { } path ? ReadFigures(path) : null,
                };
                ModelPackage.Save(parsed.GetRequiredValue(output), manifest, average);
                Console.WriteLine($"{parsed.GetRequiredValue(output)}: {average.Length} parameters after {iterations} iterations.");
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException or JsonException)
            {
                Console.Error.WriteLine($"idmlive-tools publish: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    private static TrainOptions ReadOptions(string run)
    {
        string path = Path.Join(run, "options.json");
        return File.Exists(path)
            ? TrainOptions.Read(path)
            : throw new ArgumentException($"'{run}' holds no options.json; give the run folder of a training.");
    }

    private static Dictionary<string, double> ReadFigures(string path)
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(path));
        Dictionary<string, double> figures = [];
        foreach (JsonElement row in summary.RootElement.GetProperty("rows").EnumerateArray())
        {
            string name = row.GetProperty("name").GetString()!;
            foreach (JsonProperty figure in row.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number))
            {
                figures[$"{name}.{figure.Name}"] = figure.Value.GetDouble();
            }
        }

        return figures;
    }
}
