using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation.Stages;

public sealed class NoiseTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void Gaussian_noise_has_the_asked_for_deviation(double deviation)
    {
        using Mat picture = new(256, 256, MatType.CV_8UC3, Scalar.All(128));
        using Mat noisy = new GaussianNoise(deviation).Apply(picture, picture.Size(), new Random(1));
        Cv2.MeanStdDev(noisy, out Scalar mean, out Scalar spread);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(128, mean[c], .3);

            // Rounding to whole levels adds 1/12 to the variance.
            Assert.Equal(Math.Sqrt((deviation * deviation) + (1.0 / 12)), spread[c], .02 * deviation);
        }
    }

    [Fact]
    public void Table_of_normals_has_the_moments_of_a_normal_distribution_and_no_memory()
    {
        NormalTable normal = new(7);
        const int Count = 1_000_000;
        double sum = 0, square = 0, fourth = 0, neighbours = 0, before = 0;
        for (int i = 0; i < Count; i++)
        {
            double v = normal.Next();
            (sum, square, fourth, neighbours) = (sum + v, square + (v * v), fourth + (v * v * v * v), neighbours + (v * before));
            before = v;
        }

        // Four deviations of each mean: 1, sqrt 2, sqrt 96 and 1 thousandths.
        Assert.Equal(0, sum / Count, .004);
        Assert.Equal(1, square / Count, .006);
        Assert.Equal(3, fourth / Count, .04);
        Assert.Equal(0, neighbours / Count, .004);
    }

    [Theory]
    [InlineData(400, 0, 1)]
    [InlineData(400, 0, .8)]
    [InlineData(1500, 12, 1)]
    public void Low_light_has_the_variance_of_shot_and_read_noise_in_linear_light(double white, double read, double gain)
    {
        // Variance against light is a line: the slope is gain^2 / white, the intercept (gain read / white)^2.
        List<(double Light, double Variance)> points = [];
        foreach (byte level in new byte[] { 60, 90, 120, 150, 180, 200 })
        {
            using Mat flat = new(200, 200, MatType.CV_8UC3, Scalar.All(level));
            using Mat noisy = new LowLight(white, read, gain).Apply(flat, flat.Size(), new Random(level));
            double sum = 0, square = 0;
            int count = 200 * 200 * 3;
            for (int y = 0; y < 200; y++)
            {
                foreach (byte b in noisy.RowSpan<byte>(y))
                {
                    double light = LinearLight.Light[b];
                    (sum, square) = (sum + light, square + (light * light));
                }
            }

            double mean = sum / count, input = LinearLight.Light[level];
            Assert.Equal(gain * input, mean, .01 * input);
            points.Add((input, (square / count) - (mean * mean)));
        }

        double centre = points.Average(p => p.Light), height = points.Average(p => p.Variance);
        double slope = points.Sum(p => (p.Light - centre) * (p.Variance - height)) / points.Sum(p => (p.Light - centre) * (p.Light - centre));
        double intercept = height - (slope * centre), shot = gain * gain / white, dark = gain * gain * read * read / (white * white);
        Assert.Equal(shot, slope, .03 * shot);
        Assert.Equal(dark, intercept, (.1 * dark) + (.01 * shot));
    }

    [Fact]
    public void Every_level_survives_the_way_to_linear_light_and_back()
    {
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i, LinearLight.Level(LinearLight.Light[i]));
        }
    }
}
