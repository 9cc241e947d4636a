using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IdmLive.Diffusion.Network;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// A model's weights as kernels read them. They are several times as large as the parameters, so equal parameters share one: the levels of a model, and all
/// restorers of it. Any number of threads.
/// </summary>
internal sealed class KernelModel
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(NetworkConfiguration Configuration, string Hash), KernelModel> Shared = [];

    private readonly (NetworkConfiguration, string) _key;
    private readonly Dictionary<(int, int), (AlignedBuffer Buffer, FeatureMap Map)> _maps = [];
    private readonly float[]? _places;
    private readonly int _placesWidth;
    private int _users;

    private KernelModel((NetworkConfiguration, string) key, ConditionalNetwork network, KernelProgram program, ReadOnlySpan<float> values)
    {
        (_key, Program) = (key, program);
        Weights = new(program, network.Layout, values, KernelRuns.PanelWidth);
        if (program.Steps.FirstOrDefault(s => s.Map >= 0) is { } step)
        {
            ParameterSlot slot = network.Layout.Slots[step.Map];
            _places = values.Slice((int)slot.Offset, (int)slot.Count).ToArray();
            _placesWidth = (int)slot.Shape[3];
        }
    }

    /// <summary>The network.</summary>
    public KernelProgram Program { get; }

    /// <summary>Its weights.</summary>
    public KernelWeights Weights { get; }

    /// <summary>The one of a network's parameters; <see cref="Release"/> it.</summary>
    /// <returns>Null where the network or the processor has no kernels.</returns>
    public static KernelModel? TryShare(ConditionalNetwork network, ReadOnlySpan<float> values)
    {
        if (!KernelRuns.IsSupported || KernelRuns.ProgramOf(network) is not { } program)
        {
            return null;
        }

        (NetworkConfiguration, string) key = (network.Configuration, Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values))));
        lock (Gate)
        {
            if (!Shared.TryGetValue(key, out KernelModel? model))
            {
                Shared[key] = model = new(key, network, program, values);
            }

            model._users++;
            return model;
        }
    }

    /// <summary>Ends a use; the last one frees the memory.</summary>
    public void Release()
    {
        lock (Gate)
        {
            if (--_users > 0)
            {
                return;
            }

            Shared.Remove(_key);
        }

        Weights.Dispose();
        foreach ((AlignedBuffer buffer, _) in _maps.Values)
        {
            buffer.Dispose();
        }
    }

    /// <summary>The map of places at the size of the features that it is added to; its origin is 0 where the network has none.</summary>
    /// <param name="height">Of the images.</param>
    /// <param name="width">Of the images.</param>
    public FeatureMap MapFor(int height, int width)
    {
        if (_places is null)
        {
            return default;
        }

        lock (_maps)
        {
            if (!_maps.TryGetValue((height, width), out (AlignedBuffer Buffer, FeatureMap Map) entry))
            {
                KernelFeatures features = Program.Features[Program.Steps.First(s => s.Map >= 0).Output];
                _maps[(height, width)] = entry = Resize(height / features.Shrink, width / features.Shrink, features.Channels);
            }

            return entry.Map;
        }
    }

    private unsafe (AlignedBuffer Buffer, FeatureMap Map) Resize(int height, int width, int channels)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor places = FlatParameters.ToTensor(_places).view(1, channels, _placesWidth, _placesWidth);
        if ((height, width) != (_placesWidth, _placesWidth))
        {
            places = nn.functional.interpolate(places, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        }

        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(places.permute(0, 2, 3, 1).contiguous().bytes);
        int filled = FeatureMap.Fill(channels);
        AlignedBuffer buffer = new(FeatureMap.Length(height, width, filled));
        FeatureMap map = FeatureMap.In(buffer, height, width, filled);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                values.Slice(((y * width) + x) * channels, channels).CopyTo(new Span<float>(map.At(y, x), channels));
            }
        }

        return (buffer, map);
    }
}
