using System.Text.Json.Nodes;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class EvaluateVideoCommandTests
{
    private const string Frames = "9";

    [Fact]
    public void A_clip_with_a_face_becomes_rows_figures_and_pictures()
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        string output = folder.At("out");
        (int status, string table, string error) = Run(
            p => new AveragingStream(p.Manifest.Resolution), "--clips", Sample(), "--frames", Frames, "--steps", "1", "--seed", "7", "-o", output);
        Assert.True(status == 0, error);
        Assert.Contains("E_warp", table, StringComparison.Ordinal);
        JsonNode summary = JsonNode.Parse(File.ReadAllText(Path.Join(output, "summary.json")))!;
        JsonArray rows = summary["rows"]!.AsArray();
        Assert.Equal(["input", "perFrame@1", "stream", "clean"], rows.Select(r => (string?)r!["name"]));
        Assert.All(rows, r => Assert.Equal(9, (int)r!["frames"]!));
        Assert.InRange((double)rows[0]!["idMean"]!, .3, .999);
        Assert.InRange((double)rows[2]!["stillStdRatio"]!, 0, .3);
        Assert.InRange((double)rows[0]!["jitterPx"]!, .001, 5);
        Assert.Equal(0, (double)rows[3]!["jitterPx"]!);
        using Mat sheet = Cv2.ImRead(Path.Join(output, "sheet.png")), slices = Cv2.ImRead(Path.Join(output, "xt.png"));
        Assert.True(sheet.Width > 4 * 256 && sheet.Height > 5 * 256, $"{sheet.Width}x{sheet.Height}");
        Assert.Equal(sheet.Width, slices.Width);
        Assert.Equal(["per-clip.csv", "sheet.png", "summary.json", "xt.png"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Without_a_stream_restorer_its_row_is_left_out_and_said_so()
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        (int status, string json, string error) = Run(null, "--clips", Sample(), "--frames", Frames, "--steps", "1", "--every", "4", "--json", "-o", folder.At("out"));
        Assert.True(status == 0, error);
        Assert.Contains("`stream` is left out", error, StringComparison.Ordinal);
        Assert.Equal(["input", "perFrame@1", "clean"], JsonNode.Parse(json)!["rows"]!.AsArray().Select(r => (string?)r!["name"]));
    }

    [Fact]
    public void A_missing_clip_a_clip_without_a_face_and_a_short_one_are_refused_in_a_sentence()
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        string noFace = folder.Make("bars.mp4", ClipFolder.Moving), tooShort = folder.Make("short.mp4", "-i", Sample(), "-frames:v", "5");
        AssertRefused(folder, "does not exist", "--clips", folder.At("nothing.mp4"));
        AssertRefused(folder, "shows no face in its 12 frames", "--clips", noFace, "--frames", "12");
        AssertRefused(folder, "gave 5 frames", "--clips", tooShort);
        AssertRefused(folder, "gave 2 frames", "--clips", Sample(), "--seconds", ".1");
    }

    [Theory]
    [InlineData("Both --seconds and --frames", "--seconds", "2", "--frames", "20")]
    [InlineData("--seconds is -1", "--seconds", "-1")]
    [InlineData("--frames is 3; give 8 or more", "--frames", "3")]
    [InlineData("--every is 0", "--every", "0")]
    [InlineData("--steps names 4 twice", "--steps", "4", "4")]
    [InlineData("cannot run 3 steps", "--steps", "3")]
    [InlineData("Recipe is 'nothing'", "--recipe", "nothing")]
    [InlineData("There is no network 'nothing.onnx'", "--steps", "1", "--peer", "nothing.onnx")]
    [InlineData("There is no folder 'nothing'", "--measures", "nothing")]
    [InlineData("Unknown model", "--model", "nothing")]
    [InlineData("Two clips are named 'a'", "--clips", "a.mp4", "b/a.mp4")]
    public void Bad_options_are_refused_in_a_sentence(string expected, params string[] options)
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        AssertRefused(folder, expected, [.. options, .. options.Contains("--clips") ? Array.Empty<string>() : ["--clips", "a.mp4"]]);
    }

    [Fact]
    public void A_folder_for_the_results_has_to_be_named() =>
        Assert.NotEqual(0, Run(null, "--clips", "a.mp4").Status);

    private static void AssertRefused(ClipFolder folder, string expected, params string[] arguments)
    {
        string output = folder.At("out");
        (int status, _, string error) = Run(p => new AveragingStream(p.Manifest.Resolution), [.. arguments, "-o", output]);
        Assert.Equal(1, status);
        Assert.StartsWith("idmlive-tools evaluate-video: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(output));
    }

    private static string Sample() => Path.Join(Checkout.OrSkip(), "src", "IdmLive.App", "Demo", "sample-clean.mp4");

    private static (int Status, string Output, string Error) Run(Func<ModelPackage, IStreamRestorer>? stream, params string[] arguments)
    {
        (TextWriter outBefore, TextWriter errorBefore) = (Console.Out, Console.Error);
        using StringWriter output = new(), error = new();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            return (EvaluateVideoCommand.Create(stream).Parse(arguments).Invoke(), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(outBefore);
            Console.SetError(errorBefore);
        }
    }
}
