using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Network;

public sealed class PackedNetworkTests
{
    private const double Level = .3;

    [Theory]
    [InlineData("tiny", 64, 1)]
    [InlineData("live", 64, 1)]
    [InlineData("live", 96, 2)]
    [InlineData("live", 256, 1)]
    [InlineData("standard", 64, 1)]
    public void Packed_and_ordinary_network_give_the_same(string tier, int size, int batch)
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.ByName(tier));
        float[] values = Drawn(network);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork packed = new(network, values, Level, CPU, ScalarType.Float32);
        using FoldedNetwork ordinary = new(network, values, Level, (CPU, ScalarType.Float32), pack: false);
        SkipUnlessPacked(packed);
        Assert.False(ordinary.IsPacked);
        (Tensor xt, Tensor y) = (NetworkFixture.Images(batch, 3, size, 3), NetworkFixture.Images(batch, 3, size, 4));
        float[] expected = NetworkFixture.Values(ordinary.Output(xt, y, xt)), first = NetworkFixture.Values(packed.Output(xt, y, xt));
        Assert.True(expected.Max(Math.Abs) > .1);

        // The interpreter runs what it has optimised from the second call on.
        for (int i = 0; i < 3; i++)
        {
            float[] actual = NetworkFixture.Values(packed.Output(xt, y, xt));
            Assert.Equal(first, actual);
            Assert.All(actual.Zip(expected), p => Assert.InRange(p.First - p.Second, -1e-5f, 1e-5f));
        }
    }

    [Fact]
    public void Size_may_change_from_call_to_call()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork packed = new(network, Drawn(network), Level, CPU, ScalarType.Float32);
        SkipUnlessPacked(packed);
        Dictionary<int, float[]> before = [];
        foreach (int size in (int[])[128, 64, 96, 64, 128, 96])
        {
            Tensor y = NetworkFixture.Images(1, 3, size, size);
            float[] actual = NetworkFixture.Values(packed.Call(y, y, y));
            Assert.Equal(before.TryAdd(size, actual) ? actual : before[size], actual);
        }
    }

    [Fact]
    public void Packings_are_kept_for_sizes_and_batches_in_use_and_not_without_end()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        long before = Tensor.TotalCount;
        using (no_grad())
        using (NewDisposeScope())
        {
            float[] values = Drawn(network);
            Tensor[] folded = [.. network.Fold(NetworkFixture.Parameters(network, values), Level)];
            using PackedNetwork? packed = PackedNetwork.TryCreate(network, folded);
            Assert.SkipWhen(packed is null, "this build of the tensor library has no packed convolutions");
            Assert.Equal(0, packed.Packings);
            void Call(int batch, int size) => packed.Forward(NetworkFixture.Images(batch, 6, size, 1)).Dispose();
            Call(1, 32);
            Call(2, 32);
            Call(1, 64);
            Assert.Equal(3, packed.Packings);
            Call(1, 32);
            Assert.Equal(3, packed.Packings);
            for (int size = 4; size < 64; size += 4)
            {
                Call(1, size);
            }

            Assert.Equal(6, packed.Packings);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Images_are_not_changed()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork packed = new(network, Drawn(network), Level, CPU, ScalarType.Float32);
        Tensor y = NetworkFixture.Images(1, 3, 32, 1);
        float[] before = NetworkFixture.Values(y);
        packed.Call(y, y, y);
        Assert.Equal(before, NetworkFixture.Values(y));
    }

    [Fact]
    public void Other_families_and_formats_are_called_the_ordinary_way()
    {
        ConditionalNetwork ddpm = ConditionalNetwork.Create(NetworkFixture.SmallDdpm), plain = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        using FoldedNetwork first = new(ddpm, Drawn(ddpm), Level, CPU, ScalarType.Float32);
        using FoldedNetwork second = new(plain, Drawn(plain), Level, CPU, ScalarType.BFloat16);
        Assert.False(first.IsPacked);
        Assert.False(second.IsPacked);
    }

    /// <summary>Parameters none of which is zero, small enough that the network's output stays near the range of images.</summary>
    private static float[] Drawn(ConditionalNetwork network)
    {
        float[] values = network.Layout.CreateStart(1);
        Random random = new(2);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (float)((random.NextDouble() - .5) * .02);
        }

        return values;
    }

    private static void SkipUnlessPacked(FoldedNetwork network) =>
        Assert.SkipUnless(network.IsPacked, "this build of the tensor library has no packed convolutions");
}
