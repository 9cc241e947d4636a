using System.CommandLine;
using IdmLive.Diffusion.Models;

namespace IdmLive.Tools.Evaluation;

/// <summary><c>idmlive-tools evaluate</c>.</summary>
internal static class EvaluateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "Model: a name in the store or a folder." };
        Option<string?> data = new("--data") { Description = "Folder of clean portraits, none of which was trained on; they are aligned and degraded." };
        Option<string?> pairs = new("--pairs") { Description = "In place of --data: folder with clean and degraded aligned faces in `clean` and `degraded`, under equal names." };
        Option<int[]> steps = new("--steps") { AllowMultipleArgumentsPerToken = true, Description = "Numbers of network calls; all that the model has levels for where left out." };
        Option<string> recipe = new("--recipe") { DefaultValueFactory = _ => "eq11", Description = "Degradation of --data: eq11, webcam, mixed or the path of a recipe's JSON file." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of the degradation." };
        Option<string[]> peers = new("--peer") { Description = "Another network to measure beside it (ONNX, x4 or x1, RGB 0..1); may be repeated." };
        Option<string?> measures = new("--measures") { Description = "Folder in which the measures' files lie under their known names, sub-folders included." };
        Option<string?> lpips = new("--lpips") { Description = "LPIPS network with SqueezeNet backbone (ONNX)." };
        Option<string?> embedder = new("--embedder") { Description = "Second face embedder, mobilefacenet (ONNX)." };
        Option<int> curveFaces = new("--curve-faces") { DefaultValueFactory = _ => 8, Description = "Faces for the curve of ten applications, spread evenly over all." };
        Option<string?> groups = new("--groups") { Description = "CSV with a line for each picture: file, then a group for each column of the first line (such as glasses, age)." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for summary.json, per-image.csv, sheet.png and report.html." };
        Command command = new("evaluate", "Measures a model on faces beside other networks and plain filters.")
        {
            model, data, pairs, recipe, steps, seed, peers, measures, lpips, embedder, curveFaces, groups, output,
        };
        command.SetAction(parsed =>
        {
            try
            {
                MeasureFiles files = parsed.GetValue(measures) is { } folder ? MeasureFiles.InFolder(folder) : new MeasureFiles();
                EvaluationOptions options = new()
                {
                    Model = parsed.GetRequiredValue(model),
                    Data = parsed.GetValue(data),
                    Pairs = parsed.GetValue(pairs),
                    Steps = parsed.GetValue(steps) ?? [],
                    Recipe = parsed.GetRequiredValue(recipe),
                    Seed = parsed.GetValue(seed),
                    Peers = parsed.GetValue(peers) ?? [],
                    Measures = files with { Lpips = parsed.GetValue(lpips) ?? files.Lpips, Embedder = parsed.GetValue(embedder) ?? files.Embedder },
                    CurveFaces = parsed.GetValue(curveFaces),
                    Groups = parsed.GetValue(groups),
                    Output = parsed.GetRequiredValue(output),
                };
                options.Check();
                EvaluationResult result = EvaluationJob.Run(options, Console.Error);
                Console.Write(EvaluationReport.Table(result.Rows));
                foreach (FaceGroup group in result.Groups)
                {
                    Console.Write($"\n{group.Name}, {group.Rows[0].Figures.Count} faces\n{EvaluationReport.Table(group.Rows)}");
                }
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or ModelException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"idmlive-tools evaluate: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
