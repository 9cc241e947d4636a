using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Streaming;
using IdmLive.Diffusion.Tests.Models;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class RecursionProbeTests
{
    private const int Size = 64;

    [Fact]
    public void The_noisier_the_level_the_less_of_a_disturbance_is_left()
    {
        double atHalf = Median(.5), atFifth = Median(.2), atNearlyNothing = Median(.01);
        Assert.True(atNearlyNothing < atFifth && atFifth < atHalf, $"rho {atHalf:F3} at .5, {atFifth:F3} at .2, {atNearlyNothing:F3} at .01");
        Assert.True(atHalf > .01, $"rho {atHalf:F3}");
    }

    [Fact]
    public void An_untrained_model_gives_the_camera_back_and_so_keeps_nothing_of_a_disturbance()
    {
        using ModelFixture model = new(untrained: true, resolution: Size);
        using RecursionProbe probe = Probe(model, .5);
        using Mat crop = Draw(0), disturbance = Disturb(1);
        Assert.Null(probe.Next(crop, disturbance, Size));
        Assert.Equal(0, probe.Next(crop, disturbance, Size));
    }

    [Fact]
    public void Measuring_leaves_the_stream_as_it_would_be_without()
    {
        using ModelFixture model = new(resolution: Size);
        using RecursionProbe gently = Probe(model, .5), roughly = Probe(model, .5);
        using Mat little = Disturb(1), much = Disturb(1);
        much.ConvertTo(much, MatType.CV_16SC3, 5);
        double last = 0, lastRough = 0;
        for (int i = 0; i < 5; i++)
        {
            using Mat crop = Draw(i);
            gently.Next(crop, little, Size);

            // Strongly disturbed in all frames but the last: what is measured there is the same, if nothing was left behind.
            roughly.Next(crop, i < 4 ? much : little, Size);
            if (i == 4)
            {
                last = gently.Next(crop, little, Size)!.Value;
                lastRough = roughly.Next(crop, little, Size)!.Value;
            }
        }

        Assert.Equal(last, lastRough);
        gently.Reset();
        using Mat first = Draw(0);
        Assert.Null(gently.Next(first, little, Size));
    }

    private static double Median(double level)
    {
        using ModelFixture model = new(resolution: Size);
        using RecursionProbe probe = Probe(model, level);
        List<double> steps = [];
        for (int i = 0; i < 8; i++)
        {
            using Mat crop = Draw(i), disturbance = Disturb(i);
            if (probe.Next(crop, disturbance, Size) is { } rho)
            {
                steps.Add(rho);
            }
        }

        Assert.Equal(7, steps.Count);
        return steps.Order().ElementAt(3);
    }

    private static RecursionProbe Probe(ModelFixture model, double level) =>
        new(ModelPackage.Load(model.Folder), new() { Arithmetic = Arithmetic.Float32, Threads = 1, Sizes = [Size] }, level);

    private static Mat Draw(double shift)
    {
        Mat crop = new(Size, Size, MatType.CV_8UC3);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                byte value = (byte)(110 + (45 * Math.Sin((x - shift) / 7) * Math.Cos(y / 9.0)) + (25 * Math.Sin((x - shift + y) / 13)));
                crop.Set(y, x, new Vec3b((byte)(value / 2), (byte)(value * 3 / 4), value));
            }
        }

        return crop;
    }

    private static Mat Disturb(int seed)
    {
        Mat disturbance = new(Size, Size, MatType.CV_16SC3);
        new RNG((ulong)seed + 5).Fill(disturbance, DistributionType.Normal, Scalar.All(0), Scalar.All(6));
        return disturbance;
    }
}
