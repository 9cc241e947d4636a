using System.Runtime.InteropServices;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Sampling;

public sealed class SamplerTests
{
    private const double Mean = .2;
    private const double Deviation = .15;

    // The ancestral step draws less than the true spread by an error of first order in the distance of the levels.
    private const int Levels = 1000;

    [Theory]
    [InlineData(SamplerKind.Ancestral)]
    [InlineData(SamplerKind.Ddim)]
    public void Gaussian_denoiser_is_sampled_to_its_known_mean_and_deviation(SamplerKind kind)
    {
        // x ~ N(mean, deviation^2) for each pixel: the best estimate of x from x_t is linear and known.
        DdpmSchedule schedule = new();
        double[] levels = [.. Enumerable.Range(0, Levels).Select(i => Math.Pow(Math.Sin(Math.PI / 2 * (i + .5) / Levels), 2))];
        using SamplingPlan plan = new(schedule, levels, kind);
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        generator.manual_seed(3);
        long[] shape = [1, 3, 64, 64];
        Tensor y = zeros(shape);
        Tensor[] noise = [.. levels.Select(_ => randn(shape, generator: generator))];
        List<Scalar> keep = [];
        Tensor Estimate(Tensor xt, int step)
        {
            double a = levels[step];
            double gain = Deviation * Deviation * Math.Sqrt(a) / ((Deviation * Deviation * a) + 1 - a);
            Scalar slope = ScalarConstants.Keep(gain), offset = ScalarConstants.Keep(Mean - (gain * Math.Sqrt(a) * Mean));
            keep.Add(slope);
            keep.Add(offset);
            return xt.mul(slope).add_(offset, ScalarConstants.One);
        }

        float[] values = Values(Sampler.Sample(Estimate, y, i => noise[i], plan));
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(Mean, mean, .005);
        Assert.Equal(Deviation, deviation, .004);
    }

    [Fact]
    public void Perfect_denoiser_gives_the_image_whatever_the_number_of_steps()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(Enumerable.Range(0, 48).Select(i => (i / 24f) - 1).ToArray(), [1, 3, 4, 4]);
        Tensor noise = ones_like(x);
        foreach (INoiseSchedule schedule in (INoiseSchedule[])[new DdpmSchedule(), new ShiftSchedule()])
        {
            foreach (int k in LevelLists.Steps)
            {
                using SamplingPlan plan = new(schedule, schedule.Levels(k), SamplerKind.Ancestral);
                Tensor result = Sampler.Sample((_, _) => x.clone(), zeros_like(x), _ => noise, plan);
                Assert.Equal(Values(x), Values(result));
            }
        }
    }

    [Fact]
    public void Network_sees_noisy_images_at_the_levels_of_the_plan()
    {
        // With the true x as estimate, each x_t the network is shown has the mean and deviation of the forward process.
        DdpmSchedule schedule = new();
        using SamplingPlan plan = new(schedule, schedule.Levels(4), SamplerKind.Ancestral);
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        generator.manual_seed(9);
        long[] shape = [1, 3, 128, 128];
        Tensor x = full(shape, ScalarConstants.Keep(.6));
        Tensor[] noise = [.. plan.Steps.Select(_ => randn(shape, generator: generator))];
        List<(double Mean, double Variance)> seen = [];
        Sampler.Sample(
            (xt, _) =>
            {
                float[] values = Values(xt);
                double mean = values.Average();
                seen.Add((mean, values.Average(v => (v - mean) * (v - mean))));
                return x.clone();
            },
            x,
            i => noise[i],
            plan);
        double[] levels = schedule.Levels(4);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(.6 * Math.Sqrt(levels[i]), seen[i].Mean, .02);
            Assert.Equal(1 - levels[i], seen[i].Variance, .03);
        }
    }

    [Fact]
    public void Levels_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => new SamplingPlan(new DdpmSchedule(), [.5, .2], SamplerKind.Ancestral));

    private static float[] Values(Tensor tensor)
    {
        using Tensor dense = tensor.contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }
}
