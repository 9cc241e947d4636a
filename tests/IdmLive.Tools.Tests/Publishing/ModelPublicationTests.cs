using IdmLive.Diffusion.Models;
using IdmLive.Tools.Publishing;
using IdmLive.Training.Intrinsic;
using IdmLive.Training.Tests.Intrinsic;

namespace IdmLive.Tools.Tests.Publishing;

public sealed class ModelPublicationTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly FacesFixture _other = new();

    public void Dispose()
    {
        _faces.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Blend_is_the_weighted_mean_of_run_and_model()
    {
        ModelPublication plain = new() { Name = "x", Licence = "MIT", Lineage = ["drawn"], TrainedBy = "nobody" };
        Train(_faces, 1);
        Train(_other, 2);
        string first = Path.Join(_faces.Run, "model"), second = Path.Join(_other.Run, "model"), both = Path.Join(_other.Run, "both");
        plain.Write(_faces.Run, first);
        plain.Write(_other.Run, second);
        (plain with { Blend = first, BlendShare = .25 }).Write(_other.Run, both);
        float[] a = ModelPackage.Load(first).Parameters.ToArray(), b = ModelPackage.Load(second).Parameters.ToArray(), mean = ModelPackage.Load(both).Parameters.ToArray();
        Assert.NotEqual(a, b);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal((.25 * a[i]) + (.75 * b[i]), mean[i], 2e-3);
        }

        Assert.Contains(ModelPackage.Load(both).Manifest.Lineage, l => l.Contains("25 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Part_out_of_range_is_refused(double share)
    {
        Train(_faces, 1);
        string model = Path.Join(_faces.Run, "model");
        ModelPublication plain = new() { Name = "x", Licence = "MIT", Lineage = [], TrainedBy = "nobody" };
        plain.Write(_faces.Run, model);
        ArgumentException e = Assert.Throws<ArgumentException>(() => (plain with { Blend = model, BlendShare = share }).Write(_faces.Run, Path.Join(_faces.Run, "both")));
        Assert.Contains($"is {share}", e.Message, StringComparison.Ordinal);
    }

    private static void Train(FacesFixture faces, int seed)
    {
        TrainOptions options = faces.Options with { Seed = seed, Iterations = 2, Tier = "tiny", Steps = [1] };
        new Trainer(options, faces.Crops).Run(resume: false, _ => { }, default);
        options.Write(Path.Join(faces.Run, TrainOptions.FileName));
    }
}
