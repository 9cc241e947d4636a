using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Network;

public sealed class ConditionalNetworkTests
{
    public static TheoryData<string> Families => ["small", "small-ddpm"];

    [Fact]
    public void Paper_tier_has_the_papers_parameters_and_operations()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Paper);
        Assert.Equal(120_253_315, network.Layout.Count);
        Assert.Equal(253.1, network.CountMacs(256) / 1e9, .05);
    }

    [Fact]
    public void Tiers_lie_in_their_ranges()
    {
        Assert.InRange(ConditionalNetwork.Create(NetworkTiers.Live).Layout.Count, 3_000_000, 5_000_000);
        Assert.InRange(ConditionalNetwork.Create(NetworkTiers.Standard).Layout.Count, 19_000_000, 24_000_000);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Untrained_networks_correct_nothing(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = Create(family);
        Tensor[] parameters = NetworkFixture.Parameters(network, network.Layout.CreateStart(1));
        Tensor r = network.Forward(parameters, NetworkFixture.Images(2, 6, 32, 2), tensor(new[] { .1f, .9f }));
        Assert.Equal([2, 3, 32, 32], r.shape);
        Assert.All(NetworkFixture.Values(r), v => Assert.Equal(0f, v));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Folding_a_level_changes_no_result(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = Create(family);
        Tensor[] parameters = NetworkFixture.Parameters(network, NetworkFixture.Drawn(network, 3));
        Tensor images = NetworkFixture.Images(1, 6, 32, 4);
        float[] whole = NetworkFixture.Values(network.Forward(parameters, images, tensor(new[] { .7071f })));
        float[] folded = NetworkFixture.Values(network.ForwardFolded(network.Fold(parameters, .7071), images));
        AssertClose(whole, folded, 1e-4);
        Assert.True(whole.Max(MathF.Abs) > .01, "the drawn network gives nothing to compare");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Level_changes_the_result(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = Create(family);
        Tensor[] parameters = NetworkFixture.Parameters(network, NetworkFixture.Drawn(network, 3));
        Tensor images = NetworkFixture.Images(1, 6, 32, 4);
        float[] noisy = NetworkFixture.Values(network.Forward(parameters, images, tensor(new[] { .01f })));
        float[] clean = NetworkFixture.Values(network.Forward(parameters, images, tensor(new[] { .9f })));
        Assert.True(noisy.Zip(clean, (a, b) => MathF.Abs(a - b)).Max() > 1e-4);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void One_thread_and_two_threads_agree(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ConditionalNetwork network = Create(family);
        Tensor[] parameters = NetworkFixture.Parameters(network, NetworkFixture.Drawn(network, 5));
        Tensor images = NetworkFixture.Images(1, 6, 64, 6);
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            float[] one = NetworkFixture.Values(network.Forward(parameters, images, tensor(new[] { .5f })));
            set_num_threads(2);
            float[] two = NetworkFixture.Values(network.Forward(parameters, images, tensor(new[] { .5f })));
            AssertClose(one, two, 1e-5);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_parameter_receives_a_gradient(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        ConditionalNetwork network = Create(family);
        Tensor flat = tensor(NetworkFixture.Drawn(network, 7)).requires_grad_(true);
        Tensor[] parts = flat.split([.. network.Layout.Slots.Select(s => s.Count)]);
        Tensor[] parameters = [.. network.Layout.Slots.Select((s, i) => parts[i].view([.. s.Shape]))];
        network.Forward(parameters, NetworkFixture.Images(1, 6, 32, 8), tensor(new[] { .5f })).abs().sum().backward();
        float[] gradient = NetworkFixture.Values(flat.grad!);
        foreach (ParameterSlot slot in network.Layout.Slots)
        {
            // A shift before a soft maximum over positions cancels: keys have no gradient for their bias.
            if (!slot.Name.EndsWith("key.bias", StringComparison.Ordinal))
            {
                Assert.True(gradient.AsSpan((int)slot.Offset, (int)slot.Count).ToArray().Any(g => g != 0), $"{slot.Name} receives none");
            }
        }
    }

    [Fact]
    public void Contradictory_configurations_are_refused() =>
        Assert.Throws<ArgumentException>(() => ConditionalNetwork.Create(NetworkFixture.SmallPlain with { Blocks = [1] }));

    [Fact]
    public void Equal_seeds_start_equally()
    {
        ParameterLayout layout = ConditionalNetwork.Create(NetworkFixture.SmallPlain).Layout;
        Assert.Equal(layout.CreateStart(4), layout.CreateStart(4));
        Assert.NotEqual(layout.CreateStart(4), layout.CreateStart(5));
    }

    private static ConditionalNetwork Create(string name) =>
        ConditionalNetwork.Create(name == "small" ? NetworkFixture.SmallPlain : NetworkFixture.SmallDdpm);

    private static void AssertClose(float[] expected, float[] got, double tolerance)
    {
        double scale = expected.Max(MathF.Abs);
        Assert.Equal(expected.Length, got.Length);
        Assert.True(expected.Zip(got, (a, b) => MathF.Abs(a - b)).Max() <= tolerance * scale);
    }
}
