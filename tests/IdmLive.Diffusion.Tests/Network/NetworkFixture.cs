using System.Runtime.InteropServices;
using IdmLive.Diffusion.Network;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Network;

/// <summary>Small networks with drawn parameters.</summary>
internal static class NetworkFixture
{
    public static NetworkConfiguration SmallPlain { get; } = new()
    {
        Tier = "small",
        Family = NetworkFamily.Plain,
        Channels = [8, 12],
        Blocks = [1, 2],
        Unshuffle = 2,
        LevelWidth = 8,
    };

    public static NetworkConfiguration SmallDdpm { get; } = new()
    {
        Tier = "small-ddpm",
        Family = NetworkFamily.Ddpm,
        Channels = [32, 64],
        Blocks = [1, 1],
        LevelWidth = 64,
        AttentionAt = [128],
    };

    /// <summary>Parameters none of which is zero, so that every path carries signal.</summary>
    public static float[] Drawn(ConditionalNetwork network, int seed)
    {
        float[] values = network.Layout.CreateStart(seed);
        Random random = new(seed + 1);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (float)((random.NextDouble() - .5) * .1);
        }

        return values;
    }

    public static Tensor[] Parameters(ConditionalNetwork network, float[] values) => FlatParameters.Views(network.Layout, tensor(values));

    public static Tensor Images(int batch, int channels, int size, int seed)
    {
        Random random = new(seed);
        return tensor(Enumerable.Range(0, batch * channels * size * size).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray(), [batch, channels, size, size]);
    }

    public static float[] Values(Tensor tensor)
    {
        using Tensor dense = tensor.detach().contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }
}
