using IdmLive.App.Models;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.App.Tests.Models;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("idmlive-models-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void List_shows_each_model_with_its_hash()
    {
        string hash = Save("one");
        Save("two");
        Assert.Equal(0, ModelsCommand.List(new ModelStore(_root), _output, _error));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("one", lines[1]);
        Assert.Contains(hash, lines[1]);
        Assert.StartsWith("two", lines[2]);
    }

    [Fact]
    public void Empty_store_is_one_sentence_and_a_status()
    {
        Assert.Equal(1, ModelsCommand.List(new ModelStore(_root), _output, _error));
        Assert.Single(_error.ToString().Trim().Split('\n'));
        Assert.Contains(_root, _error.ToString());
    }

    [Fact]
    public void Verify_names_the_broken_model_and_passes_the_good_one()
    {
        Save("good");
        Save("broken");
        string weights = Path.Join(_root, "broken", "weights.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.Equal(1, ModelsCommand.Verify(new ModelStore(_root), [], _output, _error));
        Assert.Contains("good: good", _output.ToString());
        Assert.Contains("SHA-256", _error.ToString());
        Assert.Contains("broken", _error.ToString());
    }

    [Fact]
    public void Verify_of_an_unknown_name_lists_the_known_ones()
    {
        Save("good");
        Assert.Equal(1, ModelsCommand.Verify(new ModelStore(_root), ["bad"], _output, _error));
        Assert.Contains("there is good", _error.ToString());
    }

    private string Save(string name)
    {
        NetworkConfiguration small = NetworkTiers.Live with { Channels = [8, 8], Blocks = [1, 1], LevelWidth = 8 };
        ModelManifest manifest = new()
        {
            Format = ModelManifest.CurrentFormat,
            Name = name,
            Licence = "MIT",
            Template = "ffhq",
            Resolution = 64,
            Network = small,
            Schedule = new ModelSchedule { Name = "ddpm", Levels = new Dictionary<int, IReadOnlyList<double>> { [1] = new DdpmSchedule().Levels(1) } },
            Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
            Lineage = ["drawn"],
            TrainedBy = "nobody",
        };
        string folder = Path.Join(_root, name);
        ModelPackage.Save(folder, manifest, ConditionalNetwork.Create(small).Layout.CreateStart(1));
        return ModelManifest.Read(Path.Join(folder, "manifest.json")).Weights.Sha256;
    }
}
