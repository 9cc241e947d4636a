using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Tests.Network;

public sealed class OperationCountTests
{
    [Theory]
    [InlineData("tiny", 256)]
    [InlineData("live", 256)]
    [InlineData("live", 192)]
    [InlineData("live", 128)]
    [InlineData("standard", 256)]
    [InlineData("paper", 256)]
    public void Counted_operations_are_those_of_the_operations_in_order(string tier, int size)
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.ByName(tier));
        CountingGraph graph = new(network.Layout);
        Features result = network.Describe(graph, new Features(3 * network.Configuration.InputImages, size));
        Assert.Equal(new Features(3, size), result);
        Assert.Equal(graph.Macs, network.CountMacs(size));
    }

    [Fact]
    public void Live_call_at_256_px_is_2_56_billion_multiplications() =>
        Assert.Equal(2.56, Math.Round(ConditionalNetwork.Create(NetworkTiers.Live).CountMacs(256) / 1e9, 2));

    private readonly record struct Features(int Channels, int Side);

    private sealed class CountingGraph(ParameterLayout layout) : INetworkGraph<Features>
    {
        public long Macs { get; private set; }

        public Features Convolve(Features x, int slot, int stride, int before, int after)
        {
            IReadOnlyList<long> shape = layout.Slots[slot].Shape;
            Assert.Equal(shape[1], x.Channels);
            int side = ((x.Side + before + after - (int)shape[2]) / stride) + 1;
            Macs += shape.Aggregate(1L, (n, d) => n * d) * side * side;
            return new((int)shape[0], side);
        }

        public Features Silu(Features x) => x;

        public Features Add(Features a, Features b)
        {
            Assert.Equal(a, b);
            return a;
        }

        public Features Concatenate(Features a, Features b) => a with { Channels = a.Channels + b.Channels };

        public Features PixelUnshuffle(Features x, int block) => new(x.Channels * block * block, x.Side / block);

        public Features PixelShuffle(Features x, int block) => new(x.Channels / (block * block), x.Side * block);

        public Features RepeatPixels(Features x) => x with { Side = 2 * x.Side };

        public Features AddMap(Features x, int slot) => x;

        public Features NormalizeGroups(Features x, int slot, int groups, double epsilon) => x;

        public Features Attend(Features query, Features key, Features value)
        {
            Macs += 2L * query.Channels * query.Side * query.Side * query.Side * query.Side;
            return query;
        }
    }
}
