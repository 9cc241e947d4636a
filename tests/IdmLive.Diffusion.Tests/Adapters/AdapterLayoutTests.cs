using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Adapters;

public sealed class AdapterLayoutTests
{
    private static readonly ConditionalNetwork Tiny = ConditionalNetwork.Create(NetworkTiers.ByName("tiny"));

    [Theory]
    [InlineData(AdapterKind.LowRank)]
    [InlineData(AdapterKind.Channels)]
    [InlineData(AdapterKind.Film)]
    [InlineData(AdapterKind.Full)]
    public void Adapter_at_its_start_changes_no_bit(AdapterKind kind)
    {
        AdapterLayout layout = new(Tiny.Layout, kind);
        float[] parameters = Tiny.Layout.CreateStart(3);
        Assert.Equal(parameters, layout.Merge(parameters, layout.CreateStart(5)));
    }

    [Theory]
    [InlineData(AdapterKind.LowRank)]
    [InlineData(AdapterKind.Channels)]
    [InlineData(AdapterKind.Film)]
    [InlineData(AdapterKind.Full)]
    public void Merging_and_applying_give_the_same_network(AdapterKind kind)
    {
        AdapterLayout layout = new(Tiny.Layout, kind);
        float[] parameters = Tiny.Layout.CreateStart(3), adapter = Drawn(layout);
        float[] merged = layout.Merge(parameters, adapter);
        using DisposeScope scope = NewDisposeScope();
        using Tensor flat = tensor(parameters), values = tensor(adapter);
        Tensor[] slots = FlatParameters.Views(Tiny.Layout, flat);
        float[] applied = [.. layout.Apply(slots, values).SelectMany(t => t.reshape(-1).data<float>().ToArray())];
        Assert.NotEqual(parameters, merged);
        Assert.All(merged.Zip(applied), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void Change_of_a_weight_has_no_higher_rank_than_asked_for()
    {
        AdapterLayout layout = new(Tiny.Layout, AdapterKind.LowRank, rank: 2);
        float[] parameters = Tiny.Layout.CreateStart(3), merged = layout.Merge(parameters, Drawn(layout));
        ParameterSlot slot = Tiny.Layout.Slots.First(s => s.Shape.Count == 4 && s.Shape[0] >= 8);
        using DisposeScope scope = NewDisposeScope();
        float[] difference = [.. Enumerable.Range((int)slot.Offset, (int)slot.Count).Select(i => merged[i] - parameters[i])];
        float[] values = linalg.svdvals(tensor(difference).view(slot.Shape[0], -1)).data<float>().ToArray();
        Assert.True(values[1] > 1e-3, $"{values[1]}");
        Assert.True(values[2] < 1e-3 * values[1], $"{values[2]}");
    }

    [Fact]
    public void Gradient_reaches_the_adapter_and_not_the_model()
    {
        AdapterLayout layout = new(Tiny.Layout, AdapterKind.LowRank);
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = tensor(Tiny.Layout.CreateStart(3)).clone(), values = tensor(layout.CreateStart(5)).clone().requires_grad_(true);
        Tensor[] slots = FlatParameters.Views(Tiny.Layout, flat);
        cat([.. layout.Apply(slots, values).Select(t => t.reshape(-1))], 0).sum().backward();
        Assert.Contains(values.grad!.data<float>().ToArray(), g => g != 0);
        Assert.Null(flat.grad);
    }

    [Fact]
    public void Adapter_of_the_live_network_stays_below_a_megabyte()
    {
        AdapterLayout layout = new(ConditionalNetwork.Create(NetworkTiers.ByName("live")).Layout, AdapterKind.LowRank);
        Assert.InRange(layout.Layout.Count * 2, 100_000, 1_000_000);
    }

    [Fact]
    public void Wrong_lengths_and_ranks_are_refused()
    {
        AdapterLayout layout = new(Tiny.Layout, AdapterKind.Channels);
        Assert.Contains("adapter values", Assert.Throws<ArgumentException>(() => layout.Merge(Tiny.Layout.CreateStart(1), new float[3])).Message, StringComparison.Ordinal);
        Assert.Contains("rank is 0", Assert.Throws<ArgumentException>(() => new AdapterLayout(Tiny.Layout, AdapterKind.LowRank, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_tensor_is_left_over_from_merging()
    {
        AdapterLayout layout = new(Tiny.Layout, AdapterKind.LowRank);
        long before = Tensor.TotalCount;
        layout.Merge(Tiny.Layout.CreateStart(1), Drawn(layout));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static float[] Drawn(AdapterLayout layout)
    {
        Random random = new(8);
        return [.. Enumerable.Range(0, (int)layout.Layout.Count).Select(_ => (float)(random.NextDouble() - .5))];
    }
}
