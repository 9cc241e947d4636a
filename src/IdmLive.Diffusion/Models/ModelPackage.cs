using System.Security.Cryptography;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.Diffusion.Models;

/// <summary>A model read from its folder and checked: manifest, network, weights. Holds no tensor.</summary>
public sealed class ModelPackage
{
    private const string ManifestName = "manifest.json";

    private ModelPackage(ModelManifest manifest, ConditionalNetwork network, INoiseSchedule schedule, float[] parameters)
    {
        Manifest = manifest;
        Network = network;
        Schedule = schedule;
        Parameters = parameters;
    }

    /// <summary>The manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The network of the manifest.</summary>
    public ConditionalNetwork Network { get; }

    /// <summary>The schedule of the manifest.</summary>
    public INoiseSchedule Schedule { get; }

    /// <summary>All parameters in the order of the network's layout.</summary>
    public ReadOnlyMemory<float> Parameters { get; }

    /// <summary>The same model with other parameters: a personal one.</summary>
    /// <param name="parameters">In the order of the network's layout; kept, not copied.</param>
    /// <exception cref="ArgumentException">Their number is not the network's.</exception>
    public ModelPackage With(float[] parameters) => parameters.Length == Network.Layout.Count
        ? new(Manifest, Network, Schedule, parameters)
        : throw new ArgumentException($"There are {parameters.Length} parameters; model '{Manifest.Name}' has {Network.Layout.Count}.");

    /// <summary>Whether a folder looks like a model.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Join(folder, ManifestName));

    /// <summary>Reads a model: form of the manifest, length and hash of the weights, names, shapes, no value that is no number.</summary>
    /// <exception cref="ModelException">Something is wrong; one sentence.</exception>
    public static ModelPackage Load(string folder)
    {
        ModelManifest manifest = ModelManifest.Read(Path.Join(folder, ManifestName));
        string path = Path.Join(folder, manifest.Weights.File);
        VerifyFile(path, manifest.Weights);
        ConditionalNetwork network = ConditionalNetwork.Create(manifest.Network);
        INoiseSchedule schedule;
        try
        {
            schedule = LevelLists.ByName(manifest.Schedule.Name, manifest.Schedule.Kappa ?? ShiftSchedule.DefaultKappa);
        }
        catch (ArgumentException e)
        {
            throw new ModelException($"The manifest of '{manifest.Name}' has no usable schedule: {e.Message}", e);
        }

        return new ModelPackage(manifest, network, schedule, Assemble(path, network.Layout));
    }

    /// <summary>Writes a model folder: weights in 16 bits, then the manifest with their hash.</summary>
    /// <param name="folder">Made where missing; files of an older model in it are replaced.</param>
    /// <param name="manifest">Its <see cref="ModelManifest.Weights"/> is filled in here.</param>
    /// <param name="parameters">In the order of the network's layout.</param>
    public static void Save(string folder, ModelManifest manifest, ReadOnlyMemory<float> parameters)
    {
        Directory.CreateDirectory(folder);
        ParameterLayout layout = ConditionalNetwork.Create(manifest.Network).Layout;
        string path = Path.Join(folder, manifest.Weights.File);
        SafetensorsFile.Write(
            path,
            layout.Slots.Select(s => new SafetensorsArray(s.Name, s.Shape, parameters.Slice((int)s.Offset, (int)s.Count).ToArray())),
            SafetensorsType.F16);
        (manifest with { Weights = new ModelWeights(manifest.Weights.File, Hash(path), new FileInfo(path).Length) })
            .Write(Path.Join(folder, ManifestName));
    }

    private static void VerifyFile(string path, ModelWeights expected)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new ModelException($"There is no weight file '{path}'; fetch the model again.");
        }

        if (file.Length != expected.Bytes)
        {
            throw new ModelException($"The weight file '{path}' has {file.Length} bytes, its manifest says {expected.Bytes}; fetch the model again.");
        }

        string hash = Hash(path);
        if (hash != expected.Sha256)
        {
            throw new ModelException(
                $"The weight file '{path}' has SHA-256 {hash}, its manifest says {expected.Sha256}; it was changed or damaged, fetch the model again.");
        }
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static float[] Assemble(string path, ParameterLayout layout)
    {
        Dictionary<string, SafetensorsArray> arrays = SafetensorsFile.Read(path).Arrays.ToDictionary(a => a.Name);
        float[] parameters = new float[layout.Count];
        foreach (ParameterSlot slot in layout.Slots)
        {
            if (!arrays.Remove(slot.Name, out SafetensorsArray? array) || !array.Shape.SequenceEqual(slot.Shape))
            {
                string got = array is null ? "lacks it" : $"has [{string.Join(", ", array.Shape)}]";
                throw new ModelException(
                    $"The network needs '{slot.Name}' of shape [{string.Join(", ", slot.Shape)}] and the weight file '{path}' {got}; "
                    + "manifest and weights do not belong together.");
            }

            if (array.Values.Any(v => !float.IsFinite(v)))
            {
                throw new ModelException($"The weight file '{path}' has values in '{slot.Name}' that are no numbers; the model is unusable.");
            }

            array.Values.CopyTo(parameters.AsSpan((int)slot.Offset));
        }

        return arrays.Count == 0
            ? parameters
            : throw new ModelException($"The weight file '{path}' holds '{arrays.Keys.First()}', which the network does not have; "
                + "manifest and weights do not belong together.");
    }
}
