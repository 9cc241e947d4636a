using System.CommandLine;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Startup;
using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary><c>idmlive-tools evaluate-video</c>.</summary>
internal static class EvaluateVideoCommand
{
    private const int MachineLacks = 3;

    /// <summary>Makes the command.</summary>
    /// <param name="stream">Makes the stream restorer of a model; null leaves the row <c>stream</c> out.</param>
    public static Command Create(Func<ModelPackage, IStreamRestorer>? stream)
    {
        Option<string[]> clips = new("--clips") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Clean videos of faces; they are degraded." };
        Option<string> recipe = new("--recipe") { DefaultValueFactory = _ => "webcam", Description = "Degradation, drawn once a clip: eq11, webcam, mixed or the path of a recipe's JSON file." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of cameras and noise." };
        Option<double?> seconds = new("--seconds") { Description = "Seconds of each clip; clips are taken whole where neither this nor --frames is given." };
        Option<int?> frames = new("--frames") { Description = "Frames of each clip." };
        Option<int> every = new("--every") { DefaultValueFactory = _ => 1, Description = "Measure LPIPS, tLPIPS and tOF on every so many frames." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "Model: a name in the store or a folder." };
        Option<int[]> steps = new("--steps") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 4], Description = "Numbers of network calls of restoring each frame for itself." };
        Option<string[]> peers = new("--peer") { Description = "Another network to measure beside it (ONNX, x4 or x1, RGB 0..1); may be repeated." };
        Option<string?> measures = new("--measures") { Description = "Folder in which the measures' files lie under their known names, sub-folders included." };
        Option<bool> json = new("--json") { Description = "The summary on standard output in place of the table." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for summary.json, per-clip.csv, sheet.png and xt.png." };
        Command command = new("evaluate-video", "Measures flicker, steadiness and likeness on degraded clips: each frame restored for itself, as a stream, and by other networks.")
        {
            clips, recipe, seed, seconds, frames, every, model, steps, peers, measures, json, output,
        };
        command.SetAction(parsed => Run(
            () => new VideoEvaluationOptions
            {
                Clips = parsed.GetRequiredValue(clips),
                Recipe = parsed.GetRequiredValue(recipe),
                Seed = parsed.GetValue(seed),
                Seconds = parsed.GetValue(seconds),
                Frames = parsed.GetValue(frames),
                Every = parsed.GetValue(every),
                Model = parsed.GetRequiredValue(model),
                Steps = parsed.GetValue(steps) ?? [],
                Peers = parsed.GetValue(peers) ?? [],
                Measures = parsed.GetValue(measures) is { } folder ? MeasureFiles.InFolder(folder) : new MeasureFiles(),
                Output = parsed.GetRequiredValue(output),
            },
            stream,
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(Func<VideoEvaluationOptions> read, Func<ModelPackage, IStreamRestorer>? stream, bool json)
    {
        // As restoring runs: threads that sleep while they wait.
        NativeEnvironment.PreferPassiveThreads();
        try
        {
            VideoEvaluationOptions options = read();
            options.Check();
            VideoEvaluationResult result = new VideoEvaluationJob(options, stream, Console.Error).Run();
            Console.Write(json ? VideoEvaluationSummary.Text(result) : VideoEvaluationReport.Table(result.Rows));
            return 0;
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Machine)
        {
            Console.Error.WriteLine($"idmlive-tools evaluate-video: {e.Message}");
            return MachineLacks;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or RestoringException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"idmlive-tools evaluate-video: {e.Message}");
            return 1;
        }
    }
}
