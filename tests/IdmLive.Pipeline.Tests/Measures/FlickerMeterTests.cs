using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class FlickerMeterTests
{
    private const int Size = 128;

    [Fact]
    public void A_still_face_does_not_flicker()
    {
        using FlickerMeter meter = new();
        using Mat face = Texture(0);
        for (int i = 0; i < 4; i++)
        {
            meter.Add(face, face);
        }

        Assert.Equal(new FlickerFigures(3, 0, 0), meter.Figures);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Fresh_noise_in_every_frame_gives_its_deviation_times_the_square_root_of_two(double sigma)
    {
        using FlickerMeter meter = new();
        using Mat face = Texture(0);
        for (int i = 0; i < 6; i++)
        {
            using Mat noisy = WithGreyNoise(face, sigma, seed: i);
            meter.Add(face, noisy);
        }

        // Rounding to whole levels adds a twelfth to the variance of each frame.
        double expected = Math.Sqrt(2 * ((sigma * sigma) + (1.0 / 12)));
        Assert.Equal(0, meter.Figures.Input);
        Assert.Equal(expected, meter.Figures.Restored, expected * 0.05);
    }

    [Fact]
    public void Brightness_that_jumps_by_eight_levels_is_a_flicker_of_eight()
    {
        using FlickerMeter meter = new();
        using Mat face = Texture(0), brighter = new();
        Cv2.Add(face, Scalar.All(8), brighter);
        for (int i = 0; i < 5; i++)
        {
            meter.Add(face, i % 2 == 0 ? face : brighter);
        }

        Assert.Equal(8, meter.Figures.Restored, 1e-6);
    }

    [Fact]
    public void Motion_alone_counts_little()
    {
        using FlickerMeter meter = new();
        double uncompensated = 0;
        for (int i = 0; i < 5; i++)
        {
            using Mat moved = Texture(1.3 * i), before = Texture(1.3 * (i - 1));
            meter.Add(moved, moved);
            uncompensated = Cv2.Norm(moved, before, NormTypes.L2) / Math.Sqrt(Size * Size * 3);
        }

        Assert.True(uncompensated > 8, $"the texture changes by {uncompensated} levels");
        Assert.True(meter.Figures.Input < 0.15 * uncompensated, $"{meter.Figures.Input} of {uncompensated}");
    }

    [Fact]
    public void What_lies_across_a_break_is_not_compared()
    {
        using FlickerMeter meter = new();
        using Mat face = Texture(0), other = Texture(40);
        meter.Add(face, face);
        meter.Break();
        meter.Add(other, other);
        Assert.Equal(0, meter.Figures.Pairs);
        meter.Add(other, other);
        Assert.Equal(new FlickerFigures(1, 0, 0), meter.Figures);
    }

    [Fact]
    public void A_crop_of_another_size_is_refused_unless_there_was_a_break()
    {
        using FlickerMeter meter = new();
        using Mat face = Texture(0), small = new();
        Cv2.Resize(face, small, new Size(96, 96));
        meter.Add(face, face);
        Assert.Contains("96x96", Assert.Throws<ArgumentException>(() => meter.Add(small, small)).Message, StringComparison.Ordinal);
        meter.Break();
        meter.Add(small, small);
    }

    // Smooth, with detail of several sizes in both directions, so that the flow can follow it.
    private static Mat Texture(double shift)
    {
        Mat texture = new(Size, Size, MatType.CV_8UC3);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                double u = x - shift, v = y - (0.5 * shift);
                double level = 120 + (35 * Math.Sin(u / 5.1)) + (35 * Math.Sin((v / 6.3) + (u / 17))) + (20 * Math.Sin((u + v) / 9));
                byte b = (byte)Math.Round(level);
                texture.At<Vec3b>(y, x) = new(b, b, b);
            }
        }

        return texture;
    }

    private static Mat WithGreyNoise(Mat face, double sigma, int seed)
    {
        Mat noisy = new(Size, Size, MatType.CV_8UC3);
        Random random = new(seed);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                byte b = (byte)Math.Clamp(Math.Round(face.At<Vec3b>(y, x).Item0 + (sigma * normal)), 0, 255);
                noisy.At<Vec3b>(y, x) = new(b, b, b);
            }
        }

        return noisy;
    }
}
