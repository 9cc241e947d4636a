using System.CommandLine;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Streaming;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Startup;
using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;

namespace IdmLive.Tools.Recursion;

/// <summary><c>idmlive-tools recursion</c>.</summary>
internal static class RecursionCommand
{
    private const int MachineLacks = 3;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string[]> clips = new("--clips") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Clean videos of faces; they are degraded." };
        Option<string> recipe = new("--recipe") { DefaultValueFactory = _ => "webcam", Description = "Degradation, drawn once a clip: eq11, webcam, mixed or the path of a recipe's JSON file." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of cameras, noise and disturbances." };
        Option<int?> frames = new("--frames") { Description = "Frames of each clip; clips are taken whole without it." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "Model: a name in the store or a folder." };
        Option<int?> size = new("--size") { Description = "Width that the network runs at; the model's own without it." };
        Option<bool> json = new("--json") { Description = "One JSON object on standard output in place of the table." };
        Command command = new(
            "recursion",
            $"Measures rho of the live recursion: the part of a disturbance of the stored result that one warm step lets through. It has to stay below {RecursionRow.Bar}.")
        {
            clips, recipe, seed, frames, model, size, json,
        };
        command.SetAction(parsed =>
        {
            // As the live line runs: threads that sleep while they wait.
            NativeEnvironment.PreferPassiveThreads();
            try
            {
                ModelPackage package = ModelStore.Default().Load(parsed.GetRequiredValue(model));
                int resolution = package.Manifest.Resolution, at = parsed.GetValue(size) ?? resolution;
                StreamingOptions options = new() { Sizes = at == resolution ? [resolution] : [resolution, at] };
                RecursionRun run = new(package, options)
                {
                    Recipe = DegradationRecipe.ByName(parsed.GetRequiredValue(recipe), resolution),
                    Seed = parsed.GetValue(seed),
                    Size = at,
                    Progress = line => Console.Error.WriteLine($"idmlive-tools recursion: {line}"),
                };
                FaceClipFinder finder = new(resolution);
                IFaceClip[] faces = [.. parsed.GetRequiredValue(clips).SelectMany((path, camera) => finder.Find(path, camera, parsed.GetValue(frames), null))];
                IReadOnlyList<RecursionRow> rows = run.Run(faces);
                Console.Write(parsed.GetValue(json) ? RecursionReport.Json(package.Manifest.Name, run.Recipe.Name, at, rows) + "\n" : RecursionReport.Table(rows));
                return 0;
            }
            catch (MediaException e) when (e.Failure == MediaFailure.Machine)
            {
                Console.Error.WriteLine($"idmlive-tools recursion: {e.Message}");
                return MachineLacks;
            }
            catch (Exception e) when (e is ArgumentException or ModelException or RestoringException or MediaException or IOException)
            {
                Console.Error.WriteLine($"idmlive-tools recursion: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
