using System.CommandLine;
using System.Text.Json;
using IdmLive.Diffusion.Models;

namespace IdmLive.Tools.Refining;

/// <summary><c>idmlive-tools refine</c>.</summary>
internal static class RefineCommand
{
    private static readonly RefineOptions Defaults = new() { Data = [], Out = string.Empty };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string?> run = new("--run") { Description = "Run folder of `train` that made theta_1." };
        Option<string?> model = new("--model") { Description = "theta_1 as a model: a name in the store or a folder." };
        Option<string[]> data = new("--data") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders of the training pictures." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for targets, gate.jsonl, run, theta2, report; the same call goes on with it." };
        Option<string?> name = new("--name") { Description = "Name of theta_2 (theta_1's with -refined)." };
        Option<string> licence = new("--licence") { DefaultValueFactory = _ => Defaults.Licence, Description = "Licence of the weights where theta_1 is a run." };
        Option<bool> noAlign = new("--no-align") { Description = "Pictures of anything: the middle square is taken, no face looked for, no identity compared." };
        Option<int> steps = new("--steps") { DefaultValueFactory = _ => Defaults.Steps, Description = "Network calls that restore a training picture." };
        Option<double> identity = new("--gate-identity") { DefaultValueFactory = _ => Defaults.Gate.Identity, Description = "Lowest identity cosine of a refined picture." };
        Option<double> low = new("--gate-low-frequency") { DefaultValueFactory = _ => Defaults.Gate.LowFrequency, Description = "Highest difference at 16 x 16, levels of 255." };
        Option<double> overshoot = new("--gate-overshoot") { DefaultValueFactory = _ => Defaults.Gate.Overshoot, Description = "Highest part of the pixels around strong edges that leave the local range (halos)." };
        Option<double> saturated = new("--gate-saturated") { DefaultValueFactory = _ => Defaults.Gate.Saturated, Description = "Highest part of newly saturated pixels." };
        Option<string?> measures = new("--measures") { Description = "Folder of the measures' files (NIQE, BRISQUE, face quality, LPIPS, second embedder); without it a built-in score judges quality." };
        Option<int> iterations = new("--iterations") { DefaultValueFactory = _ => Defaults.Iterations, Description = "Iterations of theta_2." };
        Option<double> minutes = new("--minutes") { Description = "End the training of theta_2 after so many minutes (0: no limit)." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => Defaults.Rate, Description = "Learning rate of theta_2." };
        Option<int?> batch = new("--batch") { Description = "Patches in a batch (theta_1's)." };
        Option<int?> patch = new("--patch") { Description = "Patch size in pixels (theta_1's)." };
        Option<double?> recursion = new("--recursion") { Description = "Part of the batches met as the live recursion meets them (theta_1's)." };
        Option<bool> bf16 = new("--bf16") { Description = "Training arithmetic in bfloat16." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Defaults.Threads, Description = "Threads of the tensor library." };
        Option<string> device = new("--device") { DefaultValueFactory = _ => Defaults.Device, Description = "cpu, cuda or cuda:N." };
        Option<string?> test = new("--test") { Description = "Folder of clean pictures, none of which was trained on; without it the models are not compared." };
        Option<int> testSteps = new("--test-steps") { DefaultValueFactory = _ => Defaults.TestSteps, Description = "Network calls at which the models are compared." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed, Description = "Seed of everything that is drawn." };
        Option<double> psnrLoss = new("--psnr-loss") { DefaultValueFactory = _ => Defaults.Acceptance.PsnrLoss, Description = "Most that the mean PSNR may fall, dB." };
        Option<double> identityLoss = new("--identity-loss") { DefaultValueFactory = _ => Defaults.Acceptance.IdentityLoss, Description = "Most that a mean identity cosine may fall." };
        Command command = new("refine", "Extrinsic iteration: restores the training set, gates it, trains theta_2 towards it, compares both models.")
        {
            run, model, data, output, name, licence, noAlign, steps, identity, low, overshoot, saturated, measures, iterations, minutes, rate, batch, patch,
            recursion, bf16, threads, device, test, testSteps, seed, psnrLoss, identityLoss,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                new RefineOptions
                {
                    Run = parsed.GetValue(run),
                    Model = parsed.GetValue(model),
                    Data = parsed.GetRequiredValue(data),
                    Out = parsed.GetRequiredValue(output),
                    Name = parsed.GetValue(name),
                    Licence = parsed.GetRequiredValue(licence),
                    Align = !parsed.GetValue(noAlign),
                    Steps = parsed.GetValue(steps),
                    Gate = new GateLimits
                    {
                        Identity = parsed.GetValue(identity),
                        LowFrequency = parsed.GetValue(low),
                        Overshoot = parsed.GetValue(overshoot),
                        Saturated = parsed.GetValue(saturated),
                    },
                    Measures = parsed.GetValue(measures),
                    Iterations = parsed.GetValue(iterations),
                    Minutes = parsed.GetValue(minutes),
                    Rate = parsed.GetValue(rate),
                    Batch = parsed.GetValue(batch),
                    Patch = parsed.GetValue(patch),
                    Recursion = parsed.GetValue(recursion),
                    BFloat16 = parsed.GetValue(bf16),
                    Threads = parsed.GetValue(threads),
                    Device = parsed.GetRequiredValue(device),
                    Test = parsed.GetValue(test),
                    TestSteps = parsed.GetValue(testSteps),
                    Seed = parsed.GetValue(seed),
                    Acceptance = new AcceptanceRule { PsnrLoss = parsed.GetValue(psnrLoss), IdentityLoss = parsed.GetValue(identityLoss) },
                },
                cancellation),
            CancellationToken.None));
        return command;
    }

    /// <summary>Runs a refinement; the verdict goes to the output, either way with status 0.</summary>
    internal static int Run(RefineOptions options, CancellationToken cancellation)
    {
        try
        {
            RefineReport report = new RefineRun(options, line => Console.Error.WriteLine(line)).Run(cancellation);
            Console.Write(report.ToText());
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped; the same command goes on from here.");
            return 130;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine($"idmlive-tools refine: {e.Message}");
            return 1;
        }
    }
}
