using IdmLive.Diffusion.Models;
using IdmLive.Training.Intrinsic;
using TorchSharp;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class TrainerTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly FacesFixture _other = new();

    public void Dispose()
    {
        _faces.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Resumed_run_ends_at_the_same_bits_as_one_sitting()
    {
        new Trainer(_faces.Options, _faces.Crops).Run(resume: false, _ => { }, default);
        new Trainer(_other.Options with { Iterations = 3 }, _other.Crops).Run(resume: false, _ => { }, default);
        new Trainer(_other.Options, _other.Crops).Run(resume: true, _ => { }, default);
        Assert.Equal(Arrays(_faces), Arrays(_other));
    }

    [Fact]
    public void Training_lowers_the_loss_below_the_inputs()
    {
        TrainResult result = new Trainer(_faces.Options with { Iterations = 200, Rate = 5e-4, Batch = 4, Steps = [1], Jitter = 0, AverageDecay = .95, WarmUp = 20 }, _faces.Crops)
            .Run(resume: false, _ => { }, default);
        Assert.Equal(200, result.Iterations);
        Assert.True(result.ValidationPsnr > result.InputPsnr + .05, $"{result}");
    }

    [Fact]
    public void No_tensor_is_left_over_from_a_run()
    {
        long before = torch.Tensor.TotalCount;
        new Trainer(_faces.Options, _faces.Crops).Run(resume: false, _ => { }, default);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Checkpoint_of_another_network_is_refused()
    {
        new Trainer(_faces.Options with { Iterations = 1 }, _faces.Crops).Run(resume: false, _ => { }, default);
        ModelException e = Assert.Throws<ModelException>(
            () => new Trainer(_faces.Options with { Tier = "standard" }, _faces.Crops).Run(resume: true, _ => { }, default));
        Assert.Contains("'tiny'", e.Message);
        Assert.Contains("'standard'", e.Message);
    }

    [Fact]
    public void Training_survives_a_thread_that_collects_garbage_without_pause()
    {
        // An iteration makes thousands of native calls: twelve are tens of thousands, each of which waits for the collector.
        using (new RestlessCollector())
        {
            new Trainer(_faces.Options with { Iterations = 12 }, _faces.Crops).Run(resume: false, _ => { }, default);
        }

        new Trainer(_other.Options with { Iterations = 12 }, _other.Crops).Run(resume: false, _ => { }, default);
        Assert.Equal(Arrays(_other), Arrays(_faces));
    }

    [Theory]
    [InlineData("patch")]
    [InlineData("rate")]
    [InlineData("batch")]
    public void Options_out_of_range_are_one_sentence(string name)
    {
        TrainOptions bad = name switch
        {
            "patch" => _faces.Options with { Patch = 33 },
            "rate" => _faces.Options with { Rate = 0 },
            _ => _faces.Options with { Batch = 0 },
        };
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => new Trainer(bad, _faces.Crops)).Message);
    }

    private static List<float[]> Arrays(FacesFixture faces) =>
        [.. SafetensorsFile.Read(Path.Join(faces.Run, "checkpoint.safetensors")).Arrays.OrderBy(a => a.Name).Select(a => a.Values)];
}
