using IdmLive.Tools.Ablation;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;
using IdmLive.Training.Tests.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Ablation;

public sealed class AblationRunTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly List<string> _told = [];

    private AblationOptions Options => new()
    {
        Data = ["drawn"],
        Test = "drawn",
        Output = Path.Join(_faces.Run, "ablation"),
        FaceSize = FacesFixture.Size,
        Patch = 32,
        Batch = 2,
        Iterations = 2,
        Threads = 1,
    };

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void Whole_ablation_is_written_and_what_is_finished_is_not_done_again()
    {
        AblationReport report = Run(Options)!;
        Assert.Equal([AblationPlan.InputRow, .. Options.Plan.Evaluations.Select(e => e.Name)], report.Rows.Select(r => r.Name));
        Assert.All(report.Rows, r => Assert.Equal(2, r.Figures.Count));
        string table = File.ReadAllText(Path.Join(Options.Output, "table.md"));
        Assert.Equal(table, report.ToMarkdown());
        Assert.True(File.Exists(Path.Join(Options.Output, "ablation.json")));

        // Neither faces nor test pictures are asked for a second time.
        AblationReport again = new AblationRun(Options, _told.Add).Run(
            new Lazy<CropSet>(() => throw new InvalidOperationException("faces")), _ => throw new InvalidOperationException("pictures"), default)!;
        Assert.Equal(table, again.ToMarkdown());

        // A run that lost its mark goes on from its checkpoint, the others stay.
        DateTime untouched = File.GetLastWriteTimeUtc(Checkpoint("k1"));
        File.Delete(Path.Join(Options.Output, "runs", "k4", "done.json"));
        _told.Clear();
        Run(Options);
        Assert.Contains(_told, l => l.StartsWith("k4: Resumed at iteration 2", StringComparison.Ordinal));
        Assert.Equal(Options.Plan.Variants.Count - 1, _told.Count(l => l.Contains("finished before", StringComparison.Ordinal)));
        Assert.Equal(untouched, File.GetLastWriteTimeUtc(Checkpoint("k1")));
    }

    [Fact]
    public void Runs_with_other_options_in_the_same_folder_are_refused()
    {
        new VariantTraining(Options, Options.Plan.Variants[1], 1).Run(new Lazy<CropSet>(_faces.Crops), _told.Add, default);
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new VariantTraining(Options with { Seed = 2 }, Options.Plan.Variants[1], 1).Run(new Lazy<CropSet>(_faces.Crops), _told.Add, default));
        Assert.Contains("other options", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_ends_the_first_run_and_its_length_is_returned()
    {
        AblationOptions timed = Options with { MinutesEach = .001 };
        int? iterations = new VariantTraining(timed, Options.Plan.Variants[1], null).Run(new Lazy<CropSet>(_faces.Crops), _told.Add, default);
        Assert.InRange(iterations!.Value, 1, 10_000);
    }

    [Fact]
    public void Stopped_ablation_returns_nothing_and_leaves_no_mark()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.Null(new AblationRun(Options, _told.Add).Run(new Lazy<CropSet>(_faces.Crops), Pairs, stopped.Token));
        Assert.False(File.Exists(Path.Join(Options.Output, "runs", "k10", "done.json")));
    }

    private string Checkpoint(string variant) => Path.Join(Options.Output, "runs", variant, "checkpoint.safetensors");

    private AblationReport? Run(AblationOptions options) => new AblationRun(options, _told.Add).Run(new Lazy<CropSet>(_faces.Crops), Pairs, default);

    private TestPair[] Pairs(int size) =>
    [
        .. Enumerable.Range(0, 2).Select(i =>
        {
            byte[] pixels = _faces.Crops[i].ToArray();
            using Mat view = Mat.FromPixelData(size, size, MatType.CV_8UC3, pixels);
            Mat degraded = new();
            Cv2.GaussianBlur(view, degraded, new Size(7, 7), 2);
            return new TestPair($"{i}", view.Clone(), degraded);
        }),
    ];
}
