using System.Buffers.Binary;
using System.Text;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Tests.Network;

namespace IdmLive.Diffusion.Tests.Models;

public sealed class ModelPackageTests : IDisposable
{
    private readonly ModelFixture _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void What_was_saved_is_loaded_in_sixteen_bits()
    {
        ModelPackage package = ModelPackage.Load(_model.Folder);
        Assert.Equal(_model.Parameters.Select(v => (float)(Half)v), package.Parameters.ToArray());
        Assert.Equal(_model.Manifest.Network, package.Manifest.Network);
        Assert.Equal([1, 2, 4, 10], package.Manifest.Schedule.Levels.Keys.Order());
    }

    [Fact]
    public void Changed_weights_are_refused_by_their_hash()
    {
        byte[] bytes = File.ReadAllBytes(_model.WeightsPath);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_model.WeightsPath, bytes);
        AssertRefused("SHA-256");
    }

    [Fact]
    public void Truncated_weights_are_refused()
    {
        using (FileStream stream = File.OpenWrite(_model.WeightsPath))
        {
            stream.SetLength(stream.Length - 100);
        }

        AssertRefused("bytes, its manifest says");
    }

    [Fact]
    public void Truncated_weights_with_a_matching_manifest_are_refused_too()
    {
        using (FileStream stream = File.OpenWrite(_model.WeightsPath))
        {
            stream.SetLength(stream.Length - 100);
        }

        _model.Reseal();
        AssertRefused("cut off or damaged");
    }

    [Fact]
    public void Header_that_claims_an_exabyte_is_refused_without_asking_for_memory()
    {
        byte[] bytes = File.ReadAllBytes(_model.WeightsPath);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 1L << 60);
        File.WriteAllBytes(_model.WeightsPath, bytes);
        _model.Reseal();
        AssertRefused("claims a header of 1152921504606846976 bytes");
    }

    [Fact]
    public void Header_that_is_no_json_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(_model.WeightsPath);
        Encoding.ASCII.GetBytes("pickle").CopyTo(bytes, 8);
        File.WriteAllBytes(_model.WeightsPath, bytes);
        _model.Reseal();
        AssertRefused("no safetensors header");
    }

    [Fact]
    public void Dimensions_whose_product_overflows_are_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""");
        byte[] bytes = new byte[8 + header.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        File.WriteAllBytes(_model.WeightsPath, bytes);
        _model.Reseal();
        AssertRefused("cut off or damaged");
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused()
    {
        float[] bad = [.. _model.Parameters];
        bad[17] = float.NaN;
        ModelPackage.Save(_model.Folder, _model.Manifest, bad);
        AssertRefused("no numbers");
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        ConditionalNetwork wider = ConditionalNetwork.Create(NetworkFixture.SmallPlain with { Channels = [8, 16] });
        ModelPackage.Save(_model.Folder, _model.Manifest with { Network = wider.Configuration }, wider.Layout.CreateStart(1));
        _model.Reseal();
        AssertRefused("do not belong together");
    }

    [Theory]
    [InlineData("\"resolution\": 64", "\"resolution\": 63", "63 px")]
    [InlineData("\"template\": \"ffhq\"", "\"template\": \"arcface\"", "arcface")]
    [InlineData("\"format\": 1", "\"format\": 9", "format 9")]
    [InlineData("\"licence\"", "\"licens\"", "licens")]
    [InlineData("\"name\": \"ddpm\"", "\"name\": \"cosine\"", "cosine")]
    [InlineData("\"file\": \"weights.safetensors\"", "\"file\": \"../weights.safetensors\"", "not a plain file name")]
    [InlineData("{", "", "cannot be read")]
    public void Manifests_that_make_no_sense_are_refused(string from, string to, string named)
    {
        string text = File.ReadAllText(_model.ManifestPath);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        File.WriteAllText(_model.ManifestPath, text[..at] + to + text[(at + from.Length)..]);
        AssertRefused(named);
    }

    [Fact]
    public void Store_lists_its_models_and_names_them_when_asked_for_another()
    {
        ModelStore store = new(_model.Root);
        Assert.Equal(["small"], store.Names);
        Assert.Equal(_model.Folder, store.Locate("small"));
        Assert.Equal(_model.Folder, store.Locate(_model.Folder));
        ModelException e = Assert.Throws<ModelException>(() => store.Locate("large"));
        Assert.Contains("small", e.Message);
        Assert.Throws<ModelException>(() => store.Locate(string.Empty));
        Assert.Throws<ModelException>(() => store.Locate("../small"));
    }

    private void AssertRefused(string named)
    {
        ModelException e = Assert.Throws<ModelException>(() => ModelPackage.Load(_model.Folder));
        Assert.Contains(named, e.Message);
        Assert.DoesNotContain("\n", e.Message);
    }
}
