using System.CommandLine;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary><c>idmlive-tools evaluate</c>.</summary>
internal static class EvaluateCommand
{
    private const int FacesOnSheet = 8;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "Model: a name in the store or a folder." };
        Option<string> data = new("--data") { Required = true, Description = "Folder of clean portraits, none of which was trained on." };
        Option<int[]> steps = new("--steps") { DefaultValueFactory = _ => [1, 4], AllowMultipleArgumentsPerToken = true, Description = "Numbers of network calls." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of the degradation." };
        Option<string?> lpips = new("--lpips") { Description = "LPIPS network with SqueezeNet backbone (ONNX); without it that column stays empty." };
        Option<string?> embedder = new("--embedder") { Description = "Second face embedder, mobilefacenet (ONNX)." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for summary.json, per-image.csv and sheet.png." };
        Command command = new("evaluate", "Measures a model on clean faces degraded by eq. 11.") { model, data, steps, seed, lpips, embedder, output };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(
                    ModelStore.Default().Load(parsed.GetRequiredValue(model)), parsed.GetRequiredValue(data), parsed.GetRequiredValue(steps),
                    parsed.GetValue(seed), new Evaluator(parsed.GetValue(lpips), parsed.GetValue(embedder)), parsed.GetRequiredValue(output));
            }
            catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"idmlive-tools evaluate: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    private static int Run(ModelPackage package, string data, int[] steps, int seed, Evaluator evaluator, string output)
    {
        using (evaluator)
        {
            Directory.CreateDirectory(output);
            TestSet set = new(data, package.Manifest.Resolution, seed);
            List<EvaluationRow> rows = [evaluator.MeasureInput(set)];
            List<(string, IFaceRestorer)> restorers = [];
            foreach (int k in steps)
            {
                DiffusionRestorer restorer = new(package, new RestorerOptions { Steps = k });
                string name = $"{package.Manifest.Name}@{k}";
                restorers.Add((name, restorer));
                rows.Add(evaluator.MeasureRestorer(name, set, restorer));
            }

            string[] names = new string[set.Count];
            for (int i = 0; i < set.Count; i++)
            {
                using TestPair pair = set.Pair(i);
                names[i] = pair.Name;
            }

            int shown = Math.Min(FacesOnSheet, set.Count);
            using Mat sheet = EvaluationSheet.Draw(set, [.. Enumerable.Range(0, shown).Select(i => i * set.Count / shown)], restorers);
            Cv2.ImWrite(Path.Join(output, "sheet.png"), sheet);
            EvaluationReport.WriteSummary(Path.Join(output, "summary.json"), rows, set.Recipe.Name, seed);
            EvaluationReport.WriteCsv(Path.Join(output, "per-image.csv"), rows, names);
            Console.Write(EvaluationReport.Table(rows));
            restorers.ForEach(r => r.Item2.Dispose());
            return 0;
        }
    }
}
