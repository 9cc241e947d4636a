using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Network;

public sealed class FoldedNetworkTests
{
    private const double Level = .6;

    [Theory]
    [InlineData(NetworkFamily.Plain)]
    [InlineData(NetworkFamily.Ddpm)]
    public void Call_adds_the_correction_of_that_level_to_y(NetworkFamily family)
    {
        ConditionalNetwork network = Create(family);
        float[] values = NetworkFixture.Drawn(network, 1);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork folded = new(network, values, Level, CPU, ScalarType.Float32);
        (Tensor xt, Tensor y) = (NetworkFixture.Images(2, 3, 32, 3), NetworkFixture.Images(2, 3, 32, 4));

        Tensor r = network.Forward(NetworkFixture.Parameters(network, values), network.Join(xt, y, y), tensor(new[] { (float)Level, (float)Level }));
        float[] expected = NetworkFixture.Values(r.add(y, ScalarConstants.One));

        Assert.All(NetworkFixture.Values(folded.Call(xt, y, y)).Zip(expected), p => Assert.InRange(p.First - p.Second, -1e-4f, 1e-4f));
        Assert.All(NetworkFixture.Values(folded.Output(xt, y, y)).Zip(NetworkFixture.Values(r)), p => Assert.InRange(p.First - p.Second, -1e-4f, 1e-4f));
    }

    [Fact]
    public void Previous_frame_reaches_a_network_of_three_images()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain with { InputImages = 3 });
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork folded = new(network, NetworkFixture.Drawn(network, 1), Level, CPU, ScalarType.Float32);
        (Tensor xt, Tensor y) = (NetworkFixture.Images(1, 3, 32, 3), NetworkFixture.Images(1, 3, 32, 4));
        Assert.NotEqual(NetworkFixture.Values(folded.Call(xt, y, y)), NetworkFixture.Values(folded.Call(xt, y, xt)));
    }

    [Fact]
    public void Result_is_32_bit_whatever_the_arithmetic()
    {
        ConditionalNetwork network = Create(NetworkFamily.Plain);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork folded = new(network, NetworkFixture.Drawn(network, 1), Level, CPU, ScalarType.BFloat16);
        Tensor y = NetworkFixture.Images(1, 3, 32, 4);
        Assert.Equal(ScalarType.Float32, folded.Call(y, y, y).dtype);
        Assert.Equal(ScalarType.BFloat16, folded.Type);
    }

    [Fact]
    public void Call_leaves_its_result_and_the_disposed_network_nothing()
    {
        long before = Tensor.TotalCount;
        ConditionalNetwork network = Create(NetworkFamily.Plain);
        using (no_grad())
        using (Tensor y = NetworkFixture.Images(1, 3, 32, 4))
        using (FoldedNetwork folded = new(network, NetworkFixture.Drawn(network, 1), Level, CPU, ScalarType.Float32))
        {
            // The first call of a size packs the weights for it.
            folded.Call(y, y, y).Dispose();
            long ready = Tensor.TotalCount;
            using Tensor x = folded.Call(y, y, y);
            Assert.Equal(ready + 1, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static ConditionalNetwork Create(NetworkFamily family) =>
        ConditionalNetwork.Create(family == NetworkFamily.Plain ? NetworkFixture.SmallPlain : NetworkFixture.SmallDdpm);
}
