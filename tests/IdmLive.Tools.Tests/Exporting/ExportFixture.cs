using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.Tools.Tests.Exporting;

/// <summary>Small drawn models in a folder of its own that goes with the fixture.</summary>
internal sealed class ExportFixture : IDisposable
{
    public const int Size = 64;

    private static readonly NetworkConfiguration Plain = new()
    {
        Tier = "small",
        Family = NetworkFamily.Plain,
        Channels = [8, 12],
        Blocks = [1, 2],
        Unshuffle = 2,
        LevelWidth = 8,
    };

    private static readonly Dictionary<string, NetworkConfiguration> Networks = new()
    {
        ["plain"] = Plain,
        ["whole-pixels"] = Plain with { Unshuffle = 1, Channels = [6], Blocks = [1] },
        ["previous"] = Plain with { InputImages = 3, PositionMap = Size / 4 },
        ["ddpm"] = new()
        {
            Tier = "small-ddpm",
            Family = NetworkFamily.Ddpm,
            Channels = [32, 64],
            Blocks = [1, 1],
            LevelWidth = 64,
            Unshuffle = 2,
            AttentionAt = [64],
        },
    };

    public string Root { get; } = Directory.CreateTempSubdirectory("idmlive-export-").FullName;

    public string File => Path.Join(Root, "graphs", "model.onnx");

    /// <summary>A model none of whose parameters is zero, so that every path carries signal; or one as training starts.</summary>
    public ModelPackage Model(string network, int seed = 1, string schedule = "ddpm", bool untrained = false)
    {
        ConditionalNetwork made = ConditionalNetwork.Create(Networks[network]);
        float[] values = made.Layout.CreateStart(seed);
        Random random = new(seed + 1);
        for (int i = 0; i < values.Length && !untrained; i++)
        {
            values[i] += (float)((random.NextDouble() - .5) * .1);
        }

        INoiseSchedule levels = LevelLists.ByName(schedule);
        string folder = Path.Join(Root, $"{network}-{seed}-{schedule}-{untrained}");
        ModelPackage.Save(
            folder,
            new ModelManifest
            {
                Format = ModelManifest.CurrentFormat,
                Name = network,
                Licence = "MIT",
                Template = "ffhq",
                Resolution = Size,
                Network = Networks[network],
                Schedule = new ModelSchedule { Name = schedule, Levels = LevelLists.Steps.ToDictionary(k => k, k => (IReadOnlyList<double>)levels.Levels(k)) },
                Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
                Lineage = ["drawn"],
                TrainedBy = "nobody",
            },
            values);
        return ModelPackage.Load(folder);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
