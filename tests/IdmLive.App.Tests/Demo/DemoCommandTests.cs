using System.Globalization;
using System.Text.RegularExpressions;
using IdmLive.App.Demo;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Tests.Demo;

public sealed partial class DemoCommandTests : IDisposable
{
    private const int Frames = 100;
    private readonly string _root = Directory.CreateTempSubdirectory("idmlive-demo-").FullName;
    private readonly StringWriter _output = new(), _error = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_demo_leaves_clips_and_a_sheet_says_where_and_with_what_figures()
    {
        string folder = Path.Combine(_root, "out");
        Assert.Equal(ExitStatus.Done, DemoCommand.Run(new DemoOptions { Folder = folder, Steps = 1 }, new CopyingRestorer(), _output, _error));

        MediaProbe probe = new(FfmpegInstallation.Find());
        MediaInfo restored = probe.Probe(Path.Combine(folder, "restored.mp4")), both = probe.Probe(Path.Combine(folder, "side-by-side.mp4"));
        Assert.Equal((640, 480), (restored.Video.Width, restored.Video.Height));
        Assert.Equal((1280, 480), (both.Video.Width, both.Video.Height));
        Assert.All(new[] { restored, both }, clip => Assert.Equal(4, clip.Duration.TotalSeconds, 0.1));
        Assert.All(new[] { restored, both }, clip => Assert.Contains(clip.Copied, s => s.Kind == "audio"));
        using Mat sheet = Cv2.ImRead(Path.Combine(folder, "sheet.png"));
        Assert.True(sheet.Width > 1200 && sheet.Height > 800, $"the sheet has {sheet.Width}x{sheet.Height} pixels");
        Assert.DoesNotContain(Directory.GetFiles(folder), f => f.Contains("partial", StringComparison.Ordinal));

        string said = _output.ToString();
        Assert.Contains($"{Frames} in {Frames} of {Frames} frames", said);
        Assert.All(new[] { "restored.mp4", "side-by-side.mp4", "sheet.png" }, name => Assert.Contains(Path.Combine(folder, name), said));

        // This restorer changes nothing: the figures may differ by what the second encoding does, and by no more.
        Match identity = IdentityLine().Match(said), psnr = PsnrLine().Match(said);
        Assert.Equal(Number(identity, 1), Number(identity, 2), 0.05);
        Assert.Equal(Number(psnr, 1), Number(psnr, 2), 0.5);
        Assert.InRange(Number(identity, 1), 0.5, 0.95);

        static double Number(Match match, int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void An_unknown_model_is_one_sentence_and_no_clip()
    {
        DemoOptions options = new() { Folder = Path.Combine(_root, "out"), Model = "nothing" };
        Assert.Equal(ExitStatus.BadInput, DemoCommand.Run(options, new CopyingRestorer(), _output, _error));
        Assert.Contains("'nothing'", _error.ToString().Trim().Split('\n')[^1]);
        Assert.Empty(_output.ToString());
        Assert.False(File.Exists(Path.Combine(_root, "out", "restored.mp4")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        string file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        Assert.Equal(ExitStatus.OutputFailed, DemoCommand.Run(new DemoOptions { Folder = Path.Combine(file, "out") }, new CopyingRestorer(), _output, _error));
        Assert.StartsWith("idmlive demo: ", _error.ToString().Trim().Split('\n')[^1]);
    }

    [GeneratedRegex(@"identity [^)]*\)\s+([\d.]+)\s+([\d.]+)")]
    private static partial Regex IdentityLine();

    [GeneratedRegex(@"PSNR [^)]*\)\s+([\d.]+)\s+([\d.]+)")]
    private static partial Regex PsnrLine();
}
