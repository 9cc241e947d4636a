using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Tools.Refining;
using IdmLive.Training.Intrinsic;
using IdmLive.Training.Tests.Intrinsic;

namespace IdmLive.Tools.Tests.Refining;

public sealed class RefineRunTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-refine-").FullName;

    public RefineRunTests()
    {
        DrawnPictures.Write(Path.Join(_top, "data"), _faces, Enumerable.Range(0, 8));
        DrawnPictures.Write(Path.Join(_top, "test"), _faces, Enumerable.Range(8, 4));
    }

    // Whatever a network after two steps gives goes through this gate.
    private RefineOptions Options => new()
    {
        Run = _faces.Run,
        Data = [Path.Join(_top, "data")],
        Test = Path.Join(_top, "test"),
        Out = Path.Join(_top, "out"),
        Align = false,
        Iterations = 2,
        Threads = 1,
        Gate = new GateLimits { LowFrequency = 255, Overshoot = 1, Saturated = 1, QualityMajority = -1 },
    };

    public void Dispose()
    {
        _faces.Dispose();
        Directory.Delete(_top, recursive: true);
    }

    [Fact]
    public void Whole_refinement_leaves_a_model_that_knows_its_descent()
    {
        TrainTheta1();
        Assert.Equal(0, RefineCommand.Run(Options, default));
        ModelPackage theta1 = ModelPackage.Load(Path.Join(Options.Out, "theta1")), theta2 = ModelPackage.Load(Path.Join(Options.Out, "theta2"));
        Assert.Contains(theta2.Manifest.Lineage, l => l.Contains(theta1.Manifest.Weights.Sha256));
        Assert.Contains(theta2.Manifest.Lineage, l => l.Contains("8 of 8 pictures of 'data' refined with K = 10"));
        Assert.Contains(theta2.Manifest.Lineage, l => l.StartsWith("verdict: ", StringComparison.Ordinal));
        Assert.Contains("theta2@4.psnr", theta2.Manifest.Evaluation!.Keys);
        Assert.False(theta1.Parameters.Span.SequenceEqual(theta2.Parameters.Span));

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Join(Options.Out, "report.json")));
        Assert.Equal(4, report.RootElement.GetProperty("testPictures").GetInt32());
        Assert.Equal(2, report.RootElement.GetProperty("iterations").GetInt32());
        Assert.Contains("theta_1 and theta_2", File.ReadAllText(Path.Join(Options.Out, "report.md")));
    }

    [Fact]
    public void Call_after_a_kill_ends_as_an_undisturbed_one()
    {
        TrainTheta1();
        RefineOptions few = Options with { Steps = 2, TestSteps = 1 };
        RefineReport whole = new RefineRun(few, _ => { }).Run(default);
        string first = Weights();

        // What a kill in the midst of the set, and one in the midst of the training, leave behind.
        string gate = Path.Join(Options.Out, "gate.jsonl");
        File.WriteAllText(Path.Join(Options.Out, "gate.part.jsonl"), File.ReadAllText(gate)[..^40]);
        File.Delete(gate);
        File.Delete(Path.Join(Options.Out, "run", "trained.json"));
        File.Delete(Path.Join(Options.Out, "run", "checkpoint.safetensors"));
        File.Delete(Path.Join(Options.Out, "theta2", "manifest.json"));
        File.Delete(Path.Join(Options.Out, "scores-theta2.json"));
        RefineReport again = new RefineRun(few, _ => { }).Run(default);
        Assert.Equal(first, Weights());
        Assert.Equal(whole.ToText(), again.ToText());

        string Weights() => ModelPackage.Load(Path.Join(Options.Out, "theta2")).Manifest.Weights.Sha256;
    }

    [Fact]
    public void Gate_that_lets_nothing_through_ends_with_a_report()
    {
        TrainTheta1();
        RefineReport report = new RefineRun(Options with { Steps = 1, Gate = new GateLimits { QualityMajority = 5 } }, _ => { }).Run(default);
        Assert.Equal(("not accepted", 0), (report.Verdict, report.Refined));
        Assert.Equal(8, report.Kept["quality"]);
        Assert.False(Directory.Exists(Path.Join(Options.Out, "theta2")));
        Assert.All(report.Set, change => Assert.Equal(0, change.Gain.Mean));
    }

    [Fact]
    public void Other_options_in_the_same_folder_are_refused()
    {
        _ = new RefineRun(Options, _ => { });
        _ = new RefineRun(Options with { Minutes = 1, Threads = 2 }, _ => { });
        ArgumentException e = Assert.Throws<ArgumentException>(() => new RefineRun(Options with { Seed = 8 }, _ => { }));
        Assert.Contains("other options", e.Message);
    }

    [Fact]
    public void Theta1_is_named_once()
    {
        Assert.Contains("Both", Assert.Throws<ArgumentException>(() => new RefineRun(Options with { Model = "live" }, _ => { })).Message);
        Assert.Contains("Neither", Assert.Throws<ArgumentException>(() => new RefineRun(Options with { Run = null }, _ => { })).Message);
    }

    private void TrainTheta1()
    {
        TrainOptions options = _faces.Options with { Iterations = 2 };
        new Trainer(options, _faces.Crops).Run(resume: false, _ => { }, default);
        options.Write(Path.Join(_faces.Run, "options.json"));
    }
}
