using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation.Stages;

public sealed class CameraTests
{
    [Theory]
    [InlineData(.8, .5)]
    [InlineData(1.5, 1.0)]
    [InlineData(3.0, .6)]
    public void Unsharp_mask_overshoots_a_step_by_the_normal_integral(double sigma, double amount)
    {
        using Mat step = new(64, 64, MatType.CV_8UC3, Scalar.All(80));
        Cv2.Rectangle(step, new Rect(32, 0, 32, 64), Scalar.All(160), -1);
        using Mat sharp = new UnsharpMask(sigma, amount).Apply(step, step.Size(), new Random(1));

        // The pixel behind the step has its centre half a pixel from it. Sampling the Gaussian at whole pixels and rounding twice cost a level or two.
        double overshoot = amount * 80 * (1 - NormalIntegral(.5 / sigma));
        Assert.Equal(160 + overshoot, sharp.At<Vec3b>(32, 32).Item1, .04 * 80 * amount + 1);
        Assert.Equal(80 - overshoot, sharp.At<Vec3b>(32, 31).Item1, .04 * 80 * amount + 1);
        Assert.Equal(160, sharp.At<Vec3b>(32, 60).Item1);
        Assert.Equal(80, sharp.At<Vec3b>(32, 3).Item1);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(90)]
    public void Jpeg_has_the_quantisation_table_of_its_quality(int quality)
    {
        using Mat picture = DrawnPicture.Create(64, 1);
        byte[] bytes = new Jpeg(quality).Encode(picture);
        int table = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]) + 5;

        // First entries of table K.1 of ITU-T T.81 in zigzag order, scaled as libjpeg does.
        int[] standard = [16, 11, 12, 14, 12, 10, 16, 14];
        int scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        Assert.Equal(standard.Select(s => ((s * scale) + 50) / 100), bytes[table..(table + 8)].Select(b => (int)b));
    }

    [Fact]
    public void Exposure_multiplies_linear_light_and_clips_at_white()
    {
        using Mat ramp = new(1, 256, MatType.CV_8UC3);
        for (int i = 0; i < 256; i++)
        {
            ramp.Set(0, i, new Vec3b((byte)i, (byte)i, (byte)i));
        }

        using Mat bright = new Exposure(1, 1.5, .7).Apply(ramp, ramp.Size(), new Random(1));
        for (int i = 0; i < 256; i++)
        {
            Vec3b v = bright.At<Vec3b>(0, i);
            Assert.Equal(i, v.Item0);
            Assert.Equal(Expected(i, 1.5), v.Item1, .8);
            Assert.Equal(Expected(i, .7), v.Item2, .8);
        }

        Assert.Equal(255, bright.At<Vec3b>(0, 220).Item1);

        static double Expected(int level, double factor)
        {
            double v = level / 255.0, light = Math.Min(1, factor * (v <= .04045 ? v / 12.92 : Math.Pow((v + .055) / 1.055, 2.4)));
            return 255 * (light <= .0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - .055);
        }
    }

    [Theory]
    [InlineData(ResizeMethod.Area, 128)]
    [InlineData(ResizeMethod.Nearest, 0)]
    public void Methods_of_resizing_see_a_fine_pattern_differently(ResizeMethod method, int deviationFrom128)
    {
        // Upright lines one pixel wide: the mean of the area is grey, nearest pixels keep one kind of line.
        using Mat lines = new(64, 64, MatType.CV_8UC3, Scalar.All(0));
        for (int x = 1; x < 64; x += 2)
        {
            Cv2.Line(lines, new Point(x, 0), new Point(x, 63), Scalar.All(255));
        }

        using Mat half = new Resize(2, method).Apply(lines, lines.Size(), new Random(1));
        Assert.Equal(new Size(32, 32), half.Size());
        Assert.Equal(deviationFrom128, half.At<Vec3b>(16, 16).Item1, 1.0);
    }

    [Fact]
    public void Resize_counts_from_the_first_picture()
    {
        using Mat small = new(20, 30, MatType.CV_8UC3, Scalar.All(9)), back = new Resize(1, ResizeMethod.Cubic).Apply(small, new Size(90, 60), new Random(1));
        Assert.Equal(new Size(90, 60), back.Size());
    }

    /// <summary>Integral of the standard normal density up to x, by Simpson's rule.</summary>
    private static double NormalIntegral(double x)
    {
        const int Parts = 200;
        double h = x / Parts, sum = 0;
        for (int i = 0; i <= Parts; i++)
        {
            double t = i * h;
            sum += (i is 0 or Parts ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-.5 * t * t);
        }

        return .5 + (sum * h / 3 / Math.Sqrt(2 * Math.PI));
    }
}
