using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class TrainerRecoveryTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly FacesFixture _other = new();

    public void Dispose()
    {
        _faces.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Exploding_run_goes_back_with_half_the_rate_and_stops_the_third_time()
    {
        // The rate rises until the weights fly apart; each time the run begins anew it does so again, only later.
        List<string> lines = [];
        TrainOptions wild = _faces.Options with { Rate = .1, WarmUp = 60, Clip = 1e9, Iterations = 5000, Steps = [1], Jitter = 0 };
        ModelException e = Assert.Throws<ModelException>(() => new Trainer(wild, _faces.Crops).Run(resume: false, lines.Add, default));
        Assert.Contains("for the 3rd time", e.Message);
        Assert.Equal(2, lines.Count(l => l.Contains("half the rate")));
        Assert.Contains("rollback 3", File.ReadAllText(Path.Join(_faces.Run, "metrics.jsonl")));
    }

    [Fact]
    public void Resuming_is_exact_with_recursion_own_results_accumulation_and_stages()
    {
        TrainOptions Everything(FacesFixture f) => f.Options with
        {
            Tier = NetworkTiers.Live.Tier,
            Recursion = .7,
            Again = .4,
            Accumulate = 2,
            Stages = [new(0, 32, 2), new(3, 64, 1)],
            DataThreads = 3,
            Unroll = .5,
        };
        new Trainer(Everything(_faces), _faces.Crops).Run(resume: false, _ => { }, default);
        new Trainer(Everything(_other) with { Iterations = 4, DataThreads = 1 }, _other.Crops).Run(resume: false, _ => { }, default);
        new Trainer(Everything(_other) with { DataThreads = 1 }, _other.Crops).Run(resume: true, _ => { }, default);
        Assert.Equal(Arrays(_faces), Arrays(_other));
    }

    [Fact]
    public void Accumulated_gradient_is_the_mean_of_its_batches()
    {
        // Without clipping and at the first step the first moment is (1 - beta1) times the gradient.
        float[] First(FacesFixture faces, int accumulate, int batch)
        {
            TrainOptions options = faces.Options with
            {
                Steps = [1],
                Jitter = 0,
                Iterations = 1,
                WarmUp = 0,
                Clip = 1e9,
                Accumulate = accumulate,
                Batch = batch,
            };
            new Trainer(options, faces.Crops).Run(resume: false, _ => { }, default);
            return Arrays(faces)["first"];
        }

        float[] two = First(_faces, 2, 1), one = First(_other, 1, 1);
        double Norm(float[] v) => Math.Sqrt(v.Sum(x => (double)x * x));
        double cosine = two.Zip(one, (a, b) => (double)a * b).Sum() / (Norm(two) * Norm(one));
        Assert.InRange(cosine, .1, .99);
        Assert.InRange(Norm(two) / Norm(one), .3, 1.5);
    }

    [Fact]
    public void Run_leaves_newest_and_best_checkpoint_sheet_metrics_and_events()
    {
        new Trainer(_faces.Options, _faces.Crops).Run(resume: false, _ => { }, default);
        foreach (string name in (string[])["checkpoint.safetensors", "best.safetensors", "sheet.png", "metrics.jsonl"])
        {
            Assert.True(new FileInfo(Path.Join(_faces.Run, name)).Length > 0, name);
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Join(_faces.Run, "events")));
        Assert.Empty(Directory.GetFiles(_faces.Run, "*.tmp"));
    }

    [Fact]
    public void Run_that_starts_from_an_older_model_without_previous_frame_computes_what_that_model_computes()
    {
        string folder = Path.Join(_other.Run, "old");
        var old = NetworkTiers.Live with { InputImages = 2, PositionMap = 0 };
        float[] theirs = ConditionalNetwork.Create(old).Layout.CreateStart(3);
        ModelPackage.Save(folder, Manifest(old), theirs);
        var network = ConditionalNetwork.Create(NetworkTiers.Live);
        float[] own = InitialWeights.Create(_faces.Options with { Tier = NetworkTiers.Live.Tier, Init = folder }, network);
        ParameterSlot door = network.Layout.Slots.Single(s => s.Name == "door.weight");
        ParameterSlot before = ConditionalNetwork.Create(old).Layout.Slots.Single(s => s.Name == "door.weight");
        int wide = (int)(door.Count / door.Shape[0]), narrow = (int)(before.Count / before.Shape[0]);
        for (int o = 0; o < door.Shape[0]; o++)
        {
            ReadOnlySpan<float> row = own.AsSpan((int)door.Offset + (o * wide), wide);
            Assert.Equal(theirs.AsSpan((int)before.Offset + (o * narrow), narrow).ToArray().Select(v => (float)(Half)v), row[..narrow].ToArray());
            Assert.All(row[narrow..].ToArray(), v => Assert.Equal(0, v));
        }
    }

    private static ModelManifest Manifest(NetworkConfiguration network) => new()
    {
        Format = ModelManifest.CurrentFormat,
        Name = "old",
        Licence = "MIT",
        Template = "ffhq",
        Resolution = 256,
        Network = network,
        Schedule = new ModelSchedule { Name = "ddpm", Levels = new Dictionary<int, IReadOnlyList<double>> { [1] = [1e-4] } },
        Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
        Lineage = ["drawn"],
        TrainedBy = "nobody",
    };

    private static Dictionary<string, float[]> Arrays(FacesFixture faces) =>
        SafetensorsFile.Read(Path.Join(faces.Run, "checkpoint.safetensors")).Arrays.ToDictionary(a => a.Name, a => a.Values);
}
