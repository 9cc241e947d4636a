using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Adapters;

/// <summary>The personal part of a model: a manifest and a few hundred kilobytes of values, one safetensors file. Holds no tensor.</summary>
public sealed class Adapter
{
    private const string ManifestKey = "adapter";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Joins manifest and values.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="values">In the order of the adapter's layout.</param>
    public Adapter(AdapterManifest manifest, ReadOnlyMemory<float> values) => (Manifest, Values) = (manifest, values);

    /// <summary>What it says about itself.</summary>
    public AdapterManifest Manifest { get; }

    /// <summary>Its values, in the order of the adapter's layout.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Reads a file. Whether it fits a model shows when it is merged.</summary>
    /// <exception cref="ModelException">Truncated, changed, of another format, or with values that are no numbers; one sentence.</exception>
    public static Adapter Read(string path)
    {
        (IReadOnlyList<SafetensorsArray> arrays, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Read(path);
        AdapterManifest? manifest;
        try
        {
            manifest = metadata.TryGetValue(ManifestKey, out string? json) ? JsonSerializer.Deserialize<AdapterManifest>(json, Json) : null;
        }
        catch (JsonException e)
        {
            throw new ModelException($"The adapter '{path}' has a manifest that cannot be read ({e.Message.TrimEnd('.')}); enrol again from the kept crops.", e);
        }

        if (manifest is null || manifest.Format != AdapterManifest.CurrentFormat)
        {
            throw new ModelException(
                $"'{path}' is no adapter of format {AdapterManifest.CurrentFormat} (it says {manifest?.Format.ToString() ?? "nothing"}); enrol again from the kept crops.");
        }

        if (manifest.Rank is < 0 or > AdapterLayout.MaxRank)
        {
            throw new ModelException($"The adapter '{path}' says that its rank is {manifest.Rank}, which has to be 0 to {AdapterLayout.MaxRank}; enrol again from the kept crops.");
        }

        float[] values = [.. arrays.SelectMany(a => a.Values)];
        return values.All(float.IsFinite)
            ? new(manifest, values)
            : throw new ModelException($"The adapter '{path}' has values that are no numbers; enrol again from the kept crops.");
    }

    /// <summary>Writes a file in 16 bits, whole or not at all.</summary>
    /// <param name="path">Replaced where it exists.</param>
    /// <param name="network">The network of the model, for the names of the parts.</param>
    public void Write(string path, ConditionalNetwork network)
    {
        ParameterLayout layout = LayoutFor(network).Layout;
        SafetensorsFile.Write(
            path,
            layout.Slots.Select(s => new SafetensorsArray(s.Name, s.Shape, Values.Slice((int)s.Offset, (int)s.Count).ToArray())),
            SafetensorsType.F16,
            new Dictionary<string, string> { [ManifestKey] = JsonSerializer.Serialize(Manifest, Json) });
    }

    /// <summary>The parameters of a model with this adapter merged in.</summary>
    /// <exception cref="ModelException">It was trained for other weights; one sentence.</exception>
    public float[] MergeInto(ModelPackage package)
    {
        if (package.Manifest.Weights.Sha256 != Manifest.ModelSha256)
        {
            throw new ModelException(
                $"The adapter was trained on model '{Manifest.Model}' with weights {Manifest.ModelSha256[..Math.Min(12, Manifest.ModelSha256.Length)]}, the model is '{package.Manifest.Name}' with {package.Manifest.Weights.Sha256[..12]}; "
                + "enrol again from the kept crops.");
        }

        AdapterLayout layout = LayoutFor(package.Network);
        return layout.Layout.Count == Values.Length
            ? layout.Merge(package.Parameters, Values)
            : throw new ModelException(
                $"The adapter has {Values.Length} values where one of kind {Manifest.Kind} and rank {Manifest.Rank} has {layout.Layout.Count} for model '{package.Manifest.Name}'; enrol again from the kept crops.");
    }

    private AdapterLayout LayoutFor(ConditionalNetwork network) =>
        new(network.Layout, Manifest.Kind, Manifest.Rank == 0 ? AdapterLayout.DefaultRank : Manifest.Rank);
}
