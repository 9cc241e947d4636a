using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Diffusion.Tests.Network;

namespace IdmLive.Diffusion.Tests.Models;

/// <summary>A small model in a folder of its own that goes with the fixture.</summary>
internal sealed class ModelFixture : IDisposable
{
    public ModelFixture(
        bool untrained = false, int resolution = 64, Prediction prediction = Prediction.X0, IReadOnlyDictionary<int, IReadOnlyList<double>>? levels = null)
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        Parameters = untrained ? network.Layout.CreateStart(1) : NetworkFixture.Drawn(network, 1);
        DdpmSchedule schedule = new();
        Manifest = new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = "small",
            Licence = "MIT",
            Template = "ffhq",
            Resolution = resolution,
            Network = NetworkFixture.SmallPlain,
            Prediction = prediction,
            Schedule = new ModelSchedule
            {
                Name = "ddpm",
                Levels = levels ?? LevelLists.Steps.ToDictionary(k => k, k => (IReadOnlyList<double>)schedule.Levels(k)),
            },
            Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
            Lineage = ["drawn"],
            TrainedBy = "nobody",
        };
        Folder = Path.Join(Root, "small");
        ModelPackage.Save(Folder, Manifest, Parameters);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("idmlive-model-").FullName;

    public string Folder { get; }

    public ModelManifest Manifest { get; }

    public float[] Parameters { get; }

    public string WeightsPath => Path.Join(Folder, "weights.safetensors");

    public string ManifestPath => Path.Join(Folder, "manifest.json");

    /// <summary>Writes the manifest anew with the hash and length of the weight file as it is now.</summary>
    public void Reseal()
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(WeightsPath)));
        (Manifest with { Weights = new ModelWeights("weights.safetensors", hash, new FileInfo(WeightsPath).Length) }).Write(ManifestPath);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
