using System.CommandLine;
using IdmLive.Diffusion.Models;

namespace IdmLive.Tools.Generation;

/// <summary><c>idmlive-tools generate-check</c>.</summary>
internal static class GenerateCheckCommand
{
    private static readonly GenerateCheckOptions Defaults = new() { Original = string.Empty, Refined = string.Empty, Output = string.Empty };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> original = new("--original") { Required = true, Description = "Folder of the original pictures, of any kind." };
        Option<string> refined = new("--refined") { Required = true, Description = "Folder of the refined pictures of the same names." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for report.json, sheets and checkpoints; the same again goes on where it was stopped." };
        Option<int> size = new("--size") { DefaultValueFactory = _ => Defaults.Size, Description = "Size that pictures are reduced to, pixels." };
        Option<int> iterations = new("--iterations") { DefaultValueFactory = _ => Defaults.Iterations, Description = "Iterations of each training." };
        Option<int> batch = new("--batch") { DefaultValueFactory = _ => Defaults.Batch, Description = "Pictures in a batch." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => Defaults.Rate, Description = "Learning rate." };
        Option<double> decay = new("--decay") { DefaultValueFactory = _ => Defaults.AverageDecay, Description = "Decay of the average of weights." };
        Option<int> samples = new("--samples") { DefaultValueFactory = _ => Defaults.Samples, Description = "Pictures drawn from each model." };
        Option<int> steps = new("--sampling-steps") { DefaultValueFactory = _ => Defaults.SamplingSteps, Description = "Network calls for one picture." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed, Description = "Seed of everything that is drawn, the same for both sets." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Defaults.Threads, Description = "Threads of the tensor library." };
        Command command = new("generate-check", "Trains a small generator on an original and on a refined set and compares what they draw with held-back originals.")
        {
            original, refined, output, size, iterations, batch, rate, decay, samples, steps, seed, threads,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                new GenerateCheckOptions
                {
                    Original = parsed.GetRequiredValue(original),
                    Refined = parsed.GetRequiredValue(refined),
                    Output = parsed.GetRequiredValue(output),
                    Size = parsed.GetValue(size),
                    Iterations = parsed.GetValue(iterations),
                    Batch = parsed.GetValue(batch),
                    Rate = parsed.GetValue(rate),
                    AverageDecay = parsed.GetValue(decay),
                    Samples = parsed.GetValue(samples),
                    SamplingSteps = parsed.GetValue(steps),
                    Seed = parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                },
                cancellation),
            CancellationToken.None));
        return command;
    }

    private static int Run(GenerateCheckOptions options, CancellationToken cancellation)
    {
        try
        {
            if (new GenerateCheck(options, Console.Error.WriteLine).Run(cancellation) is not { } report)
            {
                Console.Error.WriteLine("Stopped; the same command goes on from here.");
                return 130;
            }

            Console.WriteLine($"{GenerateCheck.Figure} to {report.HeldBack} held-back originals; {report.Trained} pictures trained on, {options.Iterations} iterations, seed {options.Seed}:");
            foreach (GenerateCheckRow row in report.Rows)
            {
                Console.WriteLine($"  trained on {row.Name,-9} {row.Samples,8:F3}   (the set itself {row.Pictures:F3})");
            }

            return 0;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"idmlive-tools generate-check: {e.Message}");
            return 1;
        }
    }
}
