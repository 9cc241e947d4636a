using IdmLive.App.Demo;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Tests.Demo;

public sealed class DemoCommandTests : IDisposable
{
    private const int Frames = 12;
    private readonly string _root = Directory.CreateTempSubdirectory("idmlive-demo-").FullName;
    private readonly StringWriter _output = new(), _error = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_demo_leaves_three_clips_worth_of_evidence_and_says_where()
    {
        // An untrained model changes nothing: what the figures may show is the second encoding.
        string folder = Path.Combine(_root, "out");
        DemoOptions options = new() { Folder = folder, Model = SaveUntrainedModel(), Steps = 1, FrameLimit = Frames };
        Assert.Equal(0, DemoCommand.Run(options, _output, _error, TestContext.Current.CancellationToken));

        MediaProbe probe = new(FfmpegInstallation.Find());
        MediaInfo restored = probe.Probe(Path.Combine(folder, "restored.mp4")), both = probe.Probe(Path.Combine(folder, "side-by-side.mp4"));
        Assert.Equal((640, 480), (restored.Video.Width, restored.Video.Height));
        Assert.Equal((1280, 480), (both.Video.Width, both.Video.Height));
        Assert.Contains(restored.Copied, s => s.Kind == "audio");
        Assert.Contains(both.Copied, s => s.Kind == "audio");
        using Mat sheet = Cv2.ImRead(Path.Combine(folder, "sheet.png"));
        Assert.True(sheet.Width > 1200 && sheet.Height > 800, $"the sheet has {sheet.Width}x{sheet.Height} pixels");

        string said = _output.ToString();
        Assert.Contains($"{Frames} in {Frames} of {Frames} frames", said);
        Assert.All(new[] { "restored.mp4", "side-by-side.mp4", "sheet.png" }, name => Assert.Contains(Path.Combine(folder, name), said));
        Assert.DoesNotContain(Directory.GetFiles(folder), f => f.Contains("partial", StringComparison.Ordinal));
    }

    [Fact]
    public void An_untrained_model_leaves_the_person_and_the_face_as_they_were()
    {
        DemoOptions options = new() { Folder = Path.Combine(_root, "out"), Model = SaveUntrainedModel(), Steps = 1, FrameLimit = Frames };
        FaceComparisonFigures faces = DemoRun.Run(options, TestContext.Current.CancellationToken).Faces;
        Assert.Equal(Frames, faces.FramesWithFace);
        Assert.Equal(faces.Input.Identity, faces.Restored.Identity, 0.05);
        Assert.Equal(faces.Input.Psnr, faces.Restored.Psnr, 0.5);
    }

    [Fact]
    public void An_unknown_model_is_one_sentence_and_no_clip()
    {
        DemoOptions options = new() { Folder = Path.Combine(_root, "out"), Model = Path.Combine(_root, "nothing") };
        Assert.NotEqual(0, DemoCommand.Run(options, _output, _error, TestContext.Current.CancellationToken));
        Assert.Contains("nothing", _error.ToString().Trim().Split('\n')[^1]);
        Assert.Empty(_output.ToString());
        Assert.False(File.Exists(Path.Combine(_root, "out", "restored.mp4")));
    }

    [Fact]
    public void Ctrl_C_ends_it_with_the_status_of_an_interruption()
    {
        DemoOptions options = new() { Folder = Path.Combine(_root, "out"), Model = SaveUntrainedModel(), Steps = 1, FrameLimit = Frames };
        Assert.Equal(130, DemoCommand.Run(options, _output, _error, new CancellationToken(canceled: true)));
        Assert.False(File.Exists(Path.Combine(_root, "out", "restored.mp4")));
    }

    private string SaveUntrainedModel()
    {
        NetworkConfiguration small = NetworkTiers.Live with { Channels = [8, 8], Blocks = [1, 1], LevelWidth = 8 };
        string folder = Path.Combine(_root, "untrained");
        ModelPackage.Save(
            folder,
            new ModelManifest
            {
                Format = ModelManifest.CurrentFormat,
                Name = "untrained",
                Licence = "MIT",
                Template = "ffhq",
                Resolution = 256,
                Network = small,
                Schedule = new ModelSchedule { Name = "ddpm", Levels = new Dictionary<int, IReadOnlyList<double>> { [1] = new DdpmSchedule().Levels(1) } },
                Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
                Lineage = ["drawn"],
                TrainedBy = "nobody",
            },
            ConditionalNetwork.Create(small).Layout.CreateStart(1));
        return folder;
    }
}
