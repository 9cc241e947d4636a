using System.CommandLine;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Ablation;

/// <summary><c>idmlive-tools ablate</c>.</summary>
internal static class AblateCommand
{
    private static readonly AblationOptions Defaults = new() { Data = [], Test = string.Empty, Output = string.Empty };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string[]> data = new("--data") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders of pictures to train on." };
        Option<string> test = new("--test") { Required = true, Description = "Folder of clean portraits to measure on; none of them is trained on." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for runs, rows, ablation.json and table.md; the same again goes on where it was stopped." };
        Option<string> tier = new("--tier") { DefaultValueFactory = _ => Defaults.Tier, Description = "Network of all variants." };
        Option<int> faceSize = new("--face-size") { DefaultValueFactory = _ => Defaults.FaceSize, Description = "Size of the aligned faces in pixels." };
        Option<int> patch = new("--patch") { DefaultValueFactory = _ => Defaults.Patch, Description = "Patch size in pixels." };
        Option<int> batch = new("--batch") { DefaultValueFactory = _ => Defaults.Batch, Description = "Patches in a batch." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => Defaults.Rate, Description = "Learning rate." };
        Option<int> iterations = new("--iterations") { DefaultValueFactory = _ => Defaults.Iterations, Description = "Iterations of each variant." };
        Option<double> minutes = new("--minutes-each") { Description = "In place of --iterations: as many as the first variant comes to in this time." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed, Description = "Seed of all training runs." };
        Option<int> testSeed = new("--test-seed") { DefaultValueFactory = _ => Defaults.TestSeed, Description = "Seed of the test pictures' degradation." };
        Option<string> device = new("--device") { DefaultValueFactory = _ => Defaults.Device, Description = "Device of training: cpu, cuda or cuda:N." };
        Option<bool> bf16 = new("--bf16") { Description = "Train in bfloat16." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Defaults.Threads, Description = "Threads of the tensor library." };
        Option<AblationTopic[]> questions = new("--questions") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Defaults.Topics], Description = "What to ask; models that no question needs are not trained." };
        Option<string?> theta1 = new("--theta1") { Description = "Model folder before an extrinsic iteration." };
        Option<string?> theta2 = new("--theta2") { Description = "Model folder after it." };
        Option<string?> lpips = new("--lpips") { Description = "LPIPS network with SqueezeNet backbone (ONNX); without it that column stays empty." };
        Option<string?> embedder = new("--embedder") { Description = "Second face embedder, mobilefacenet (ONNX)." };
        Option<bool> dryRun = new("--dry-run") { Description = "Print every training command and evaluation, and the options for the paper's size, and do nothing." };
        Command command = new("ablate", "Answers the paper's questions (steps, sampler, prediction, norm, extrinsic iteration) in one table.")
        {
            data, test, output, tier, faceSize, patch, batch, rate, iterations, minutes, seed, testSeed, device, bf16, threads, questions, theta1, theta2,
            lpips, embedder, dryRun,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                new AblationOptions
                {
                    Data = parsed.GetRequiredValue(data),
                    Test = parsed.GetRequiredValue(test),
                    Output = parsed.GetRequiredValue(output),
                    Tier = parsed.GetRequiredValue(tier),
                    FaceSize = parsed.GetValue(faceSize),
                    Patch = parsed.GetValue(patch),
                    Batch = parsed.GetValue(batch),
                    Rate = parsed.GetValue(rate),
                    Iterations = parsed.GetValue(iterations),
                    MinutesEach = parsed.GetValue(minutes),
                    Seed = parsed.GetValue(seed),
                    TestSeed = parsed.GetValue(testSeed),
                    Device = parsed.GetRequiredValue(device),
                    BFloat16 = parsed.GetValue(bf16),
                    Threads = parsed.GetValue(threads),
                    Topics = parsed.GetRequiredValue(questions),
                    Theta1 = parsed.GetValue(theta1),
                    Theta2 = parsed.GetValue(theta2),
                    Lpips = parsed.GetValue(lpips),
                    Embedder = parsed.GetValue(embedder),
                },
                parsed.GetValue(dryRun),
                cancellation),
            CancellationToken.None));
        return command;
    }

    private static int Run(AblationOptions options, bool dryRun, CancellationToken cancellation)
    {
        try
        {
            AblationRun run = new(options, Console.Error.WriteLine);
            if (dryRun)
            {
                Console.Write(AblationCommandLine.DryRun(options));
                return 0;
            }

            // All runs share one cache of faces; read only where something is left to train.
            Lazy<CropSet> crops = new(() =>
                CropSet.Read(options.Data, options.FaceSize, Path.Join(options.Output, $"crops-{options.FaceSize}.bin"), CropSetProgress.Lines(Console.Error.WriteLine)));
            AblationReport? report = run.Run(crops, size => Pairs(options, size), cancellation);
            if (report is null)
            {
                Console.Error.WriteLine("Stopped; the same command goes on from here.");
                return 130;
            }

            Console.Write(report.ToText());
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine($"idmlive-tools ablate: {e.Message}");
            return 1;
        }
    }

    private static TestPair[] Pairs(AblationOptions options, int size)
    {
        TestSet set = new(options.Test, size, options.TestSeed);
        return [.. Enumerable.Range(0, set.Count).Select(set.Pair)];
    }
}
