using IdmLive.Tools.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Degradation;

public sealed class PictureDegraderTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void Noise_has_the_asked_for_deviation(double deviation)
    {
        using Mat picture = new(256, 256, MatType.CV_8UC3, Scalar.All(128));
        PictureDegrader.AddNoise(picture, deviation, new Random(1));
        Cv2.MeanStdDev(picture, out Scalar mean, out Scalar spread);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(128, mean[c], .3);

            // Rounding to whole levels adds 1/12 to the variance.
            Assert.Equal(Math.Sqrt((deviation * deviation) + (1.0 / 12)), spread[c], .02 * deviation);
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.5)]
    public void Blur_spreads_a_point_by_its_sigma(double sigma)
    {
        using Mat point = new(65, 65, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(point, new Rect(30, 30, 5, 5), Scalar.All(255), -1);
        using Mat blurred = PictureDegrader.Degrade(point, new DegradationDraw(sigma, 1, 0, 100), new Random(1));

        // Variances add: a uniform square of five pixels has (25 - 1) / 12.
        double sum = 0, moment = 0;
        for (int y = 0; y < 65; y++)
        {
            for (int x = 0; x < 65; x++)
            {
                double v = blurred.At<Vec3b>(y, x).Item1;
                sum += v;
                moment += v * (x - 32) * (x - 32);
            }
        }

        Assert.Equal(2 + (sigma * sigma), moment / sum, .08 * (2 + (sigma * sigma)));
    }

    [Fact]
    public void Weakest_draw_leaves_the_picture_all_but_unchanged()
    {
        using Mat picture = Gradient();
        using Mat same = PictureDegrader.Degrade(picture, new DegradationDraw(0, 1, 0, 100), new Random(1));
        Assert.InRange(Cv2.PSNR(picture, same), 38, double.PositiveInfinity);
        Assert.Equal(picture.Size(), same.Size());
    }

    [Fact]
    public void Lower_quality_and_smaller_pictures_lose_more()
    {
        using Mat picture = new(128, 128, MatType.CV_8UC3);
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(255));
        double Psnr(DegradationDraw draw)
        {
            using Mat degraded = PictureDegrader.Degrade(picture, draw, new Random(1));
            return Cv2.PSNR(picture, degraded);
        }

        Assert.True(Psnr(new(0, 1, 0, 95)) > Psnr(new(0, 1, 0, 50)));
        Assert.True(Psnr(new(0, 1, 0, 95)) > Psnr(new(0, 3, 0, 95)));
    }

    [Fact]
    public void Equal_seeds_degrade_equally()
    {
        using Mat picture = Gradient();
        using Mat a = PictureDegrader.Degrade(picture, new DegradationDraw(1, 2, 10, 70), new Random(4));
        using Mat b = PictureDegrader.Degrade(picture, new DegradationDraw(1, 2, 10, 70), new Random(4));
        Assert.Equal(0, Cv2.Norm(a, b, NormTypes.INF));
    }

    [Fact]
    public void Equation_11_scales_its_blur_with_the_crop_and_nothing_else()
    {
        DegradationRecipe half = DegradationRecipe.Equation11(256), whole = DegradationRecipe.Equation11(512);
        Assert.Equal(new ValueRange(.2, 10), whole.BlurSigma);
        Assert.Equal(new ValueRange(.1, 5), half.BlurSigma);
        Assert.Equal(new ValueRange(1, 8), half.Downscale);
        Assert.Equal(new ValueRange(0, 15), half.NoiseDelta);
        Assert.Equal(new ValueRange(50, 100), half.JpegQuality);
    }

    [Fact]
    public void Draws_lie_in_their_ranges()
    {
        DegradationRecipe recipe = DegradationRecipe.Equation11(256);
        Random random = new(2);
        for (int i = 0; i < 1000; i++)
        {
            DegradationDraw draw = recipe.Draw(random);
            Assert.InRange(draw.BlurSigma, .1, 5);
            Assert.InRange(draw.Downscale, 1, 8);
            Assert.InRange(draw.NoiseDelta, 0, 15);
            Assert.InRange(draw.JpegQuality, 50, 100);
        }
    }

    private static Mat Gradient()
    {
        Mat picture = new(64, 64, MatType.CV_8UC3);
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                picture.Set(y, x, new Vec3b((byte)(x * 3), (byte)(y * 3), (byte)(60 + x + y)));
            }
        }

        return picture;
    }
}
