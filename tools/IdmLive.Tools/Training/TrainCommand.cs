using System.CommandLine;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Training.Data;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Training;

/// <summary><c>idmlive-tools train</c>.</summary>
internal static class TrainCommand
{
    private static readonly TrainOptions Defaults = new() { Data = [], Run = string.Empty };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(out _);

    /// <summary>Makes the command.</summary>
    /// <param name="read">What a parsed command line asks for; of a resumed run what it goes on with. Throws an <see cref="ArgumentException"/> of one sentence.</param>
    internal static Command Create(out Func<ParseResult, TrainOptions> read)
    {
        Option<string[]> data = new("--data") { AllowMultipleArgumentsPerToken = true, Description = "Folders of pictures to train on." };
        Option<string> run = new("--run") { Required = true, Description = "Run folder: options, metrics, checkpoints." };
        Option<string> tier = new("--tier") { DefaultValueFactory = _ => Defaults.Tier, Description = $"Network: {string.Join(", ", NetworkTiers.All.Select(t => t.Tier))}." };
        Option<string> schedule = new("--schedule") { DefaultValueFactory = _ => Defaults.Schedule, Description = "Noise schedule: ddpm or shift." };
        Option<int[]> steps = new("--steps") { DefaultValueFactory = _ => [.. Defaults.Steps], AllowMultipleArgumentsPerToken = true, Description = "Numbers of network calls the model is for (1, 2, 4, 10)." };
        Option<int> faceSize = new("--face-size") { DefaultValueFactory = _ => Defaults.FaceSize, Description = "Size of the aligned faces in pixels." };
        Option<int> patch = new("--patch") { DefaultValueFactory = _ => Defaults.Patch, Description = "Patch size in pixels." };
        Option<int> batch = new("--batch") { DefaultValueFactory = _ => Defaults.Batch, Description = "Patches in a batch." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => Defaults.Rate, Description = "Learning rate." };
        Option<bool> anneal = new("--anneal") { Description = "Lets the rate fall to 0 along half a cosine until the last iteration." };
        Option<double> decay = new("--decay") { DefaultValueFactory = _ => Defaults.AverageDecay, Description = "Decay of the average of weights." };
        Option<int> iterations = new("--iterations") { DefaultValueFactory = _ => Defaults.Iterations, Description = "Iterations of the whole run." };
        Option<double> minutes = new("--minutes") { Description = "End this sitting after so many minutes (0: no limit)." };
        Option<int> every = new("--checkpoint-every") { DefaultValueFactory = _ => Defaults.CheckpointEvery, Description = "Iterations between checkpoints." };
        Option<string?> init = new("--init") { Description = "Model or run folder whose weights to start from." };
        Option<string?> targets = new("--targets") { Description = "Folder `targets` of `refine`: the pictures to train towards in place of the clean ones (eq. 10)." };
        Option<Prediction> prediction = new("--prediction") { DefaultValueFactory = _ => Defaults.Prediction, Description = "x0 (eq. 7) or noise (eq. 6)." };
        Option<int> norm = new("--norm") { DefaultValueFactory = _ => Defaults.Norm, Description = "The p of eq. 6 and 7: 1 or 2." };
        Option<double> recursion = new("--recursion") { DefaultValueFactory = _ => Defaults.Recursion, Description = "Part of the batches met as the live recursion meets them." };
        Option<double> again = new("--again") { DefaultValueFactory = _ => Defaults.Again, Description = "Part of the batches that ask for the model's own results back unchanged." };
        Option<double> chain = new("--chain") { DefaultValueFactory = _ => Defaults.Chain, Description = "Part of the batches met as a chain's later calls meet them, after the model's own calls." };
        Option<string[]> stages = new("--stages") { AllowMultipleArgumentsPerToken = true, Description = "Crop-size curriculum: FROM:PATCH:BATCH ..." };
        Option<int> accumulate = new("--accumulate") { DefaultValueFactory = _ => Defaults.Accumulate, Description = "Batches added up for one step." };
        Option<int> dataThreads = new("--data-threads") { DefaultValueFactory = _ => Defaults.DataThreads, Description = "Threads that degrade." };
        Option<string> device = new("--device") { DefaultValueFactory = _ => Defaults.Device, Description = "cpu, cuda or cuda:N." };
        Option<string> recipe = new("--recipe") { DefaultValueFactory = _ => Defaults.Recipe, Description = "Degradation: eq11, webcam, mixed or a JSON file." };
        Option<double> perceptual = new("--perceptual") { DefaultValueFactory = _ => Defaults.Perceptual, Description = "Weight of the perceptual term (0: none)." };
        Option<double> lattice = new("--lattice") { DefaultValueFactory = _ => Defaults.Lattice, Description = "Weight of the term against the mesh of blocks that the network's last layers can leave (0: none)." };
        Option<double> steady = new("--steady") { DefaultValueFactory = _ => Defaults.Steady, Description = "Weight of the term that asks for the same of a picture moved by a few pixels (0: none)." };
        Option<double> identity = new("--identity") { DefaultValueFactory = _ => Defaults.Identity, Description = "Weight of the identity term on whole faces (0: none)." };
        Option<double?> perceptualLater = new("--perceptual-later") { Description = "Weight of the perceptual term in the batches of --chain (usually that of --perceptual)." };
        Option<double> identityFeatures = new("--identity-features") { DefaultValueFactory = _ => Defaults.IdentityFeatures, Description = "Weight of the distance in what the identity term's network sees on its way (0: none)." };
        Option<string?> identityNetwork = new("--identity-network") { Description = "Folder `model` of the unpacked npm package @vladmandic/face-api." };
        Option<double> faceEmphasis = new("--face-emphasis") { DefaultValueFactory = _ => Defaults.FaceEmphasis, Description = "How many times more than the rest of a whole face its eyes, nose and mouth weigh, less 1." };
        Option<double> eyeTint = new("--eye-tint") { DefaultValueFactory = _ => Defaults.EyeTint, Description = "Part of the samples whose eyes get another colour before they are degraded." };
        Option<double> eyeColour = new("--eye-colour") { DefaultValueFactory = _ => Defaults.EyeColour, Description = "Weight of the term for the colour of the eyes on whole faces (0: none)." };
        Option<bool> bf16 = new("--bf16") { Description = "Network arithmetic in bfloat16 (faster where the processor has it)." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed, Description = "Seed of everything that is drawn." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Defaults.Threads, Description = "Threads of the tensor library." };
        Option<bool> resume = new("--resume") { Description = "Go on from the run folder's checkpoint with the options it was begun with; iterations (without --anneal), minutes, threads and device may be others." };
        Command command = new("train", "Trains a restorer: intrinsic learning on degraded and clean faces.")
        {
            data, run, tier, schedule, steps, faceSize, patch, batch, rate, anneal, decay, iterations, minutes, every, bf16, seed, threads, resume,
            init, targets, prediction, norm, recursion, again, chain, stages, accumulate, dataThreads, device, recipe, perceptual, perceptualLater, lattice, steady, identity,
            identityFeatures, identityNetwork, faceEmphasis, eyeTint, eyeColour,
        };
        TrainOptions Asked(ParseResult parsed) => ResumedOptions.Of(
            parsed,
            new TrainOptions
            {
                Data = parsed.GetValue(data) ?? [],
                Run = parsed.GetRequiredValue(run),
                Tier = parsed.GetRequiredValue(tier),
                Schedule = parsed.GetRequiredValue(schedule),
                Steps = parsed.GetRequiredValue(steps),
                FaceSize = parsed.GetValue(faceSize),
                Patch = parsed.GetValue(patch),
                Batch = parsed.GetValue(batch),
                Rate = parsed.GetValue(rate),
                Anneal = parsed.GetValue(anneal),
                AverageDecay = parsed.GetValue(decay),
                Iterations = parsed.GetValue(iterations),
                Minutes = parsed.GetValue(minutes),
                CheckpointEvery = parsed.GetValue(every),
                BFloat16 = parsed.GetValue(bf16),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Recipe = parsed.GetRequiredValue(recipe),
                Perceptual = parsed.GetValue(perceptual),
                Lattice = parsed.GetValue(lattice),
                Steady = parsed.GetValue(steady),
                Identity = parsed.GetValue(identity),
                PerceptualLater = parsed.GetValue(perceptualLater),
                IdentityFeatures = parsed.GetValue(identityFeatures),
                IdentityNetwork = parsed.GetValue(identityNetwork),
                FaceEmphasis = parsed.GetValue(faceEmphasis),
                EyeTint = parsed.GetValue(eyeTint),
                EyeColour = parsed.GetValue(eyeColour),
                Init = parsed.GetValue(init),
                Targets = parsed.GetValue(targets),
                Prediction = parsed.GetValue(prediction),
                Norm = parsed.GetValue(norm),
                Recursion = parsed.GetValue(recursion),
                Again = parsed.GetValue(again),
                Chain = parsed.GetValue(chain),
                Stages = [.. (parsed.GetValue(stages) ?? []).Select(TrainStage.Parse)],
                Accumulate = parsed.GetValue(accumulate),
                DataThreads = parsed.GetValue(dataThreads),
                Device = parsed.GetRequiredValue(device),
            },
            parsed.GetValue(resume));

        read = Asked;
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(() => Asked(parsed), parsed.GetValue(resume), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(Func<TrainOptions> read, bool resume, CancellationToken cancellation)
    {
        try
        {
            TrainOptions options = read();
            options.Validate();
            Directory.CreateDirectory(options.Run);
            string checkpoint = Path.Join(options.Run, Checkpoint.FileName);
            if (!resume && File.Exists(checkpoint))
            {
                throw new ArgumentException($"'{options.Run}' holds a run already; pass --resume to go on or name another folder.");
            }

            CropSet crops = CropSet.Read(options.Data, options.FaceSize, Path.Join(options.Run, $"crops-{options.FaceSize}.bin"), CropSetProgress.Lines(Console.Error.WriteLine), [CropSplit.Train, CropSplit.Validation]);
            Console.Error.WriteLine(
                $"{crops.Count} faces; {crops.Counts.WithoutFace} pictures without a face, {crops.Counts.Unreadable} unreadable.");
            options.Write(Path.Join(options.Run, TrainOptions.FileName));
            CropSet? targets = options.Targets is null ? null : CropTargets.Read(options.Targets, crops);
            TrainResult result = new Trainer(options, crops, targets).Run(resume, line => Console.Error.WriteLine(line), cancellation);
            Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
            return cancellation.IsCancellationRequested ? 130 : 0;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"idmlive-tools train: {e.Message}");
            return 1;
        }
    }
}
