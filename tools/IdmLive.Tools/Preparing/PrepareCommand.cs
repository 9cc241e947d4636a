using System.CommandLine;
using System.Text.Json;
using IdmLive.Pipeline.Media;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary><c>idmlive-tools prepare</c>.</summary>
internal static class PrepareCommand
{
    private const int MachineLacks = 3, Interrupted = 130;

    private static readonly CropRules Defaults = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string[]> inputs = new("INPUT") { Arity = ArgumentArity.OneOrMore, Description = "Folders of photographs or videos, or single files." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for the crops and manifest.json; one of an earlier run goes on." };
        Option<int[]> sizes = new("--sizes") { DefaultValueFactory = _ => [.. Defaults.Sizes], AllowMultipleArgumentsPerToken = true, Description = "Sizes of the crops in pixels." };
        Option<bool> noAlign = new("--no-align") { Description = "Any pictures: takes the middle square of each and looks for no face." };
        Option<bool> tiles = new("--tiles") { Description = "With --no-align: cuts each picture into squares of the largest size." };
        Option<double> every = new("--every") { DefaultValueFactory = _ => Defaults.Every, Description = "Seconds of a video for which one frame is taken." };
        Option<double> enlargement = new("--max-enlargement") { DefaultValueFactory = _ => Defaults.LargestEnlargement, Description = "Sizes that enlarge the source more are left out; where none remains the crop is too small." };
        Option<double> score = new("--min-score") { DefaultValueFactory = _ => Defaults.LowestScore, Description = "Lowest detection score, 0 to 1." };
        Option<double> sharpness = new("--min-sharpness") { DefaultValueFactory = _ => Defaults.LowestSharpness, Description = "Lowest variance of the Laplacian at 256 px." };
        Option<double> inside = new("--min-inside") { DefaultValueFactory = _ => Defaults.LowestInside, Description = "Smallest part of a crop that lies inside its picture, 0 to 1." };
        Option<int> distance = new("--duplicate-distance") { DefaultValueFactory = _ => Defaults.CopyDistance, Description = "Bits of the 64-bit hash in which a near duplicate may differ; -1 keeps them all." };
        Option<double> likeness = new("--duplicate-likeness") { DefaultValueFactory = _ => Defaults.CopyLikeness, Description = "Correlation of fine structure from which on such a crop is a near duplicate, 0 to 1." };
        Option<double[]> split = new("--split") { DefaultValueFactory = _ => [.. Defaults.Shares], AllowMultipleArgumentsPerToken = true, Description = "Parts of training, validation and test." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Pictures looked at at the same time." };
        Command command = new("prepare", "Makes a folder of aligned face crops with a manifest from photographs and videos; goes on where it was interrupted.")
        {
            inputs, output, sizes, noAlign, tiles, every, enlargement, score, sharpness, inside, distance, likeness, split, threads,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                new PrepareOptions
                {
                    Inputs = parsed.GetRequiredValue(inputs),
                    Output = parsed.GetRequiredValue(output),
                    Threads = parsed.GetValue(threads),
                    Rules = new CropRules
                    {
                        Sizes = parsed.GetRequiredValue(sizes),
                        Align = !parsed.GetValue(noAlign),
                        Tiles = parsed.GetValue(tiles),
                        Every = parsed.GetValue(every),
                        LargestEnlargement = parsed.GetValue(enlargement),
                        LowestScore = parsed.GetValue(score),
                        LowestSharpness = parsed.GetValue(sharpness),
                        LowestInside = parsed.GetValue(inside),
                        CopyDistance = parsed.GetValue(distance),
                        CopyLikeness = parsed.GetValue(likeness),
                        Shares = parsed.GetRequiredValue(split),
                    },
                },
                cancellation),
            CancellationToken.None));
        return command;
    }

    private static int Run(PrepareOptions options, CancellationToken cancellation)
    {
        try
        {
            PrepareProgress progress = new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
            CropManifest manifest = new Preparation(options).Run(progress.Report, cancellation);
            PrepareSummary summary = PrepareSummary.Of(manifest);
            foreach (string remark in summary.Remarks(manifest))
            {
                Console.Error.WriteLine($"prepare: {remark}");
            }

            Console.Error.WriteLine($"prepare: {summary.Sentence()}");
            Console.WriteLine(JsonSerializer.Serialize(summary, JsonSerializerOptions.Web));
            if (cancellation.IsCancellationRequested)
            {
                Console.Error.WriteLine("prepare: interrupted; the same command goes on from here.");
                return Interrupted;
            }

            return summary.Kept > 0
                ? 0
                : throw new ArgumentException($"Nothing usable was found; '{Path.Join(options.Output, CropManifest.FileName)}' says why for each picture. Give sharp, large pictures, or see the limits in --help.");
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Machine)
        {
            Console.Error.WriteLine($"idmlive-tools prepare: {e.Message}");
            return MachineLacks;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"idmlive-tools prepare: {e.Message}");
            return 1;
        }
    }
}
