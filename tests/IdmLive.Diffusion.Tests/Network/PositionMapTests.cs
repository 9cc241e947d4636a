using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Network;

public sealed class PositionMapTests
{
    private const int Across = 4;

    private static readonly NetworkConfiguration Configuration = NetworkFixture.SmallPlain with { InputImages = 3, PositionMap = Across };

    [Fact]
    public void Patch_learns_its_own_part_of_the_map_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        ConditionalNetwork network = ConditionalNetwork.Create(Configuration);
        (Tensor flat, Tensor[] parameters) = Leaf(network, 3);
        int size = 2 * Configuration.SizeMultiple;
        network.Forward(parameters, NetworkFixture.Images(1, 9, size, 4), tensor(new[] { .5f }), [new PatchPlace(1, 2, false, Across)])
            .abs().sum().backward();
        ParameterSlot slot = Slot(network);
        float[] gradient = NetworkFixture.Values(flat.grad!).AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
        for (int i = 0; i < gradient.Length; i++)
        {
            int row = i / Across % Across, column = i % Across;
            bool inside = row is 2 or 3 && column is 1 or 2;
            Assert.True(inside == (gradient[i] != 0), $"cell {column},{row}");
        }
    }

    [Fact]
    public void Mirrored_patch_sees_the_mirrored_map()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = ConditionalNetwork.Create(Configuration);
        float[] values = NetworkFixture.Drawn(network, 5);
        Tensor[] parameters = NetworkFixture.Parameters(network, values);
        int slot = network.Layout.Slots.ToList().IndexOf(Slot(network));
        Tensor[] mirrored = [.. parameters];
        mirrored[slot] = parameters[slot].flip(3);
        Tensor images = NetworkFixture.Images(1, 9, 2 * Configuration.SizeMultiple, 6), level = tensor(new[] { .5f });
        float[] a = NetworkFixture.Values(network.Forward(parameters, images, level, [new PatchPlace(0, 1, true, Across)]));
        float[] b = NetworkFixture.Values(network.Forward(mirrored, images, level, [new PatchPlace(Across - 2, 1, false, Across)]));
        float[] c = NetworkFixture.Values(network.Forward(parameters, images, level, [new PatchPlace(0, 1, false, Across)]));
        Assert.Equal(b, a);
        Assert.NotEqual(c, a);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Map_covers_whole_crops_of_any_size(int doubling)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = ConditionalNetwork.Create(Configuration);
        Tensor[] parameters = NetworkFixture.Parameters(network, NetworkFixture.Drawn(network, 5));
        int size = Across * Configuration.SizeMultiple * doubling;
        Tensor images = NetworkFixture.Images(1, 9, size, 6), level = tensor(new[] { .5f });
        float[] whole = NetworkFixture.Values(network.Forward(parameters, images, level));
        float[] placed = NetworkFixture.Values(network.Forward(parameters, images, level, [new PatchPlace(0, 0, false, Across * doubling)]));
        Assert.Equal(whole, placed);
        Assert.Equal(3 * size * size, whole.Length);
    }

    private static (Tensor Flat, Tensor[] Parameters) Leaf(ConditionalNetwork network, int seed)
    {
        Tensor flat = tensor(NetworkFixture.Drawn(network, seed)).requires_grad_(true);
        Tensor[] parts = flat.split([.. network.Layout.Slots.Select(s => s.Count)]);
        return (flat, [.. network.Layout.Slots.Select((s, i) => parts[i].view([.. s.Shape]))]);
    }

    private static ParameterSlot Slot(ConditionalNetwork network) => network.Layout.Slots.Single(s => s.Name == "position");
}
