using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Tests.Models;

namespace IdmLive.Diffusion.Tests.Adapters;

public sealed class AdapterTests : IDisposable
{
    private readonly ModelFixture _model = new();
    private readonly string _file;
    private readonly ModelPackage _package;

    public AdapterTests()
    {
        _file = Path.Join(_model.Folder, "adapter.safetensors");
        _package = ModelPackage.Load(_model.Folder);
    }

    public void Dispose() => _model.Dispose();

    [Fact]
    public void File_gives_back_manifest_and_values_in_sixteen_bits()
    {
        Adapter adapter = Make();
        adapter.Write(_file, _package.Network);
        Adapter read = Adapter.Read(_file);
        Assert.Equal(adapter.Manifest with { Figures = read.Manifest.Figures }, read.Manifest);
        Assert.Equal(.5, read.Manifest.Figures["identity"]);
        Assert.All(adapter.Values.ToArray().Zip(read.Values.ToArray()), p => Assert.Equal((float)(Half)p.First, p.Second));
    }

    [Fact]
    public void Merged_parameters_are_another_model()
    {
        float[] merged = Make().MergeInto(_package);
        Assert.NotEqual(_package.Parameters.ToArray(), merged);
        Assert.Equal(merged, _package.With(merged).Parameters.ToArray());
    }

    [Fact]
    public void Adapter_of_other_weights_is_refused_with_what_to_do()
    {
        Adapter other = Make(m => m with { ModelSha256 = new string('0', 64) });
        ModelException e = Assert.Throws<ModelException>(() => other.MergeInto(_package));
        Assert.Contains("enrol again from the kept crops", e.Message, StringComparison.Ordinal);
        Assert.Contains("000000000000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adapter_of_another_shape_is_refused()
    {
        Adapter other = Make(m => m with { Kind = AdapterKind.Channels, Rank = 0 });
        Assert.Contains("Channels", Assert.Throws<ModelException>(() => other.MergeInto(_package)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_file_is_refused()
    {
        Make().Write(_file, _package.Network);
        File.WriteAllBytes(_file, File.ReadAllBytes(_file)[..^100]);
        Assert.Throws<ModelException>(() => Adapter.Read(_file));
    }

    [Fact]
    public void Weight_file_that_is_no_adapter_is_refused() =>
        Assert.Contains("no adapter", Assert.Throws<ModelException>(() => Adapter.Read(Path.Join(_model.Folder, "weights.safetensors"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_that_are_no_numbers_are_refused()
    {
        float[] values = Make().Values.ToArray();
        values[7] = float.NaN;
        new Adapter(Make().Manifest, values).Write(_file, _package.Network);
        Assert.Contains("no numbers", Assert.Throws<ModelException>(() => Adapter.Read(_file)).Message, StringComparison.Ordinal);
    }

    private Adapter Make(Func<AdapterManifest, AdapterManifest>? change = null)
    {
        AdapterLayout layout = new(_package.Network.Layout, AdapterKind.LowRank, 4);
        Random random = new(2);
        AdapterManifest manifest = new()
        {
            Format = AdapterManifest.CurrentFormat,
            Model = _package.Manifest.Name,
            ModelSha256 = _package.Manifest.Weights.Sha256,
            Kind = AdapterKind.LowRank,
            Rank = 4,
            Created = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            Frames = 12,
            Iterations = 34,
            Figures = new Dictionary<string, double> { ["identity"] = .5 },
        };
        return new(change?.Invoke(manifest) ?? manifest, Enumerable.Range(0, (int)layout.Layout.Count).Select(_ => (float)(random.NextDouble() - .5)).ToArray());
    }
}
