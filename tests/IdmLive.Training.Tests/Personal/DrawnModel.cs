using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.Training.Tests.Personal;

/// <summary>A tiny, untrained network as a model; it gives its input back.</summary>
internal static class DrawnModel
{
    /// <param name="folder">Where it is written.</param>
    /// <param name="resolution">Width and height of its faces, pixels.</param>
    public static ModelPackage Write(string folder, int resolution)
    {
        NetworkConfiguration network = NetworkTiers.ByName("tiny");
        ModelManifest manifest = new()
        {
            Format = ModelManifest.CurrentFormat,
            Name = "drawn",
            Licence = "MIT",
            Template = "ffhq",
            Resolution = resolution,
            Network = network,
            Schedule = new() { Name = DdpmSchedule.ScheduleName, Levels = new Dictionary<int, IReadOnlyList<double>> { [1] = new DdpmSchedule().Levels(1), [4] = new DdpmSchedule().Levels(4) } },
            Weights = new("weights.safetensors", string.Empty, 0),
            Lineage = [],
            TrainedBy = "drawn",
        };
        ModelPackage.Save(folder, manifest, ConditionalNetwork.Create(network).Layout.CreateStart(1));
        return ModelPackage.Load(folder);
    }
}
