using IdmLive.Diffusion.Network;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Losses;

public sealed class LatticeLossTests
{
    [Fact]
    public void A_mesh_costs_what_it_is_high_and_the_same_in_disorder_costs_next_to_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Random random = new(1);
        float[] mesh = [.. Enumerable.Range(0, 64 * 64).Select(i => (i / 64) % 4 == 0 ? .3f : -.1f)];
        float[] disorder = [.. mesh];
        random.Shuffle(disorder);
        float ordered = Loss(mesh), shuffled = Loss(disorder);
        Assert.Equal(.15, ordered, 1e-5);
        Assert.InRange(shuffled, 0, .25f * ordered);

        static float Loss(float[] values) => LatticeLoss.Compute(tensor(values, [1, 1, 64, 64]), 4).item<float>();
    }

    [Fact]
    public void A_mesh_that_alternates_from_block_to_block_is_seen_over_two_blocks_and_not_over_one()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mesh = tensor(
            [.. Enumerable.Range(0, 64 * 64).Select(i => (float)(.1 * Math.Cos(2 * Math.PI * ((3 * (i / 64)) + (i % 64)) / 8)))], [1, 1, 64, 64]);
        float one = LatticeLoss.Compute(mesh, 4).item<float>(), two = LatticeLoss.Compute(mesh, NetworkTiers.Live.Lattice).item<float>();
        Assert.InRange(one, 0, 1e-6f);
        Assert.Equal(mesh.abs().mean().item<float>(), two, 1e-5f);
    }

    [Fact]
    public void What_is_even_within_blocks_costs_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor coarse = rand(2, 3, 16, 16);
        Tensor even = nn.functional.interpolate(coarse, [64, 64], mode: InterpolationMode.Nearest);
        Assert.InRange(LatticeLoss.Compute(even, 4).item<float>(), 0, 1e-6f);
    }
}
