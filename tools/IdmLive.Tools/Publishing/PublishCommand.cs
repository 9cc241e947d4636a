using System.CommandLine;
using System.Text.Json;
using IdmLive.Diffusion.Models;

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
        Option<string?> blend = new("--blend") { HelpName = "model", Description = "A model of the same network, trained from the same start, whose weights take part: the mean of both is published." };
        Option<double> share = new("--blend-share") { DefaultValueFactory = _ => .5, Description = "That model's part, above 0 and below 1." };
        Command command = new("publish", "Makes a model folder (16-bit average of weights, manifest with hash) from a run.")
        {
            run, name, output, licence, lineage, trainedBy, summary, evaluatedBy, blend, share,
        };
        command.SetAction(parsed =>
        {
            try
            {
                string folder = parsed.GetRequiredValue(output);
                (int parameters, int iterations) = new ModelPublication
                {
                    Name = parsed.GetRequiredValue(name),
                    Licence = parsed.GetRequiredValue(licence),
                    Lineage = parsed.GetValue(lineage) ?? [],
                    TrainedBy = parsed.GetRequiredValue(trainedBy),
                    EvaluatedBy = parsed.GetValue(evaluatedBy),
                    Evaluation = parsed.GetValue(summary) is { } path ? ReadFigures(path) : null,
                    Blend = parsed.GetValue(blend),
                    BlendShare = parsed.GetValue(share),
                }.Write(parsed.GetRequiredValue(run), folder);
                Console.WriteLine($"{folder}: {parameters} parameters after {iterations} iterations.");
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
