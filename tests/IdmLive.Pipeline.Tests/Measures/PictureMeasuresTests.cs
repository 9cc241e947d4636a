using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class PictureMeasuresTests
{
    [Fact]
    public void Equal_pictures_have_an_infinite_psnr_and_an_ssim_of_one()
    {
        using Mat picture = Noise(new(60, 40), seed: 1);
        Assert.Equal(double.PositiveInfinity, PictureMeasures.Psnr(picture, picture));
        Assert.Equal(1, PictureMeasures.Ssim(picture, picture), 1e-12);
    }

    [Theory]
    [InlineData(1, 48.1308)]
    [InlineData(10, 28.1308)]
    [InlineData(255, 0)]
    public void Psnr_of_a_constant_difference_is_twenty_log_of_255_over_it(int difference, double decibel)
    {
        using Mat black = Flat(0), other = Flat(difference);
        Assert.Equal(decibel, PictureMeasures.Psnr(other, black), 1e-3);
    }

    [Fact]
    public void Psnr_counts_every_channel_alike()
    {
        using Mat black = Flat(0), blue = new(30, 30, MatType.CV_8UC3, new Scalar(51, 0, 0));
        Assert.Equal(-10 * Math.Log10(0.2 * 0.2 / 3), PictureMeasures.Psnr(blue, black), 1e-9);
    }

    [Fact]
    public void Ssim_of_flat_pictures_is_the_luminance_term()
    {
        using Mat dark = Flat(51), bright = Flat(204);
        double expected = ((2 * 0.2 * 0.8) + 1e-4) / ((0.2 * 0.2) + (0.8 * 0.8) + 1e-4);
        Assert.Equal(expected, PictureMeasures.Ssim(dark, bright), 1e-9);
    }

    [Fact]
    public void Ssim_of_a_picture_and_its_negative_is_the_structure_term_turned_over()
    {
        // A checkerboard of 0.5 +- 0.2: every window has the mean 0.5 and the variance 0.04, and the covariance is -0.04.
        using Mat board = new(64, 64, MatType.CV_8UC3), negative = new();
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                byte level = (x + y) % 2 == 0 ? (byte)76 : (byte)179;
                board.At<Vec3b>(y, x) = new(level, level, level);
            }
        }

        Cv2.BitwiseNot(board, negative);
        double amplitude = (179 - 76) / 2.0 / 255, variance = amplitude * amplitude, c2 = 0.03 * 0.03;
        Assert.Equal((c2 - (2 * variance)) / (c2 + (2 * variance)), PictureMeasures.Ssim(board, negative), 2e-3);
    }

    [Fact]
    public void The_border_counts()
    {
        using Mat picture = Noise(new(48, 48), seed: 2), edged = picture.Clone();
        Cv2.Rectangle(edged, new Rect(0, 0, 48, 48), Scalar.All(255), 1);
        Assert.InRange(PictureMeasures.Ssim(picture, edged), 0.5, 0.97);
        Assert.True(PictureMeasures.Psnr(picture, edged) < 20);
    }

    [Fact]
    public void Pictures_of_two_sizes_or_types_are_refused_in_a_sentence()
    {
        using Mat small = Flat(0), large = Noise(new(60, 40), seed: 3), grey = new(30, 30, MatType.CV_8UC1, Scalar.All(0)), none = new();
        Assert.Contains("30x30", Assert.Throws<ArgumentException>(() => PictureMeasures.Psnr(small, large)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PictureMeasures.Ssim(small, grey));
        Assert.Throws<ArgumentException>(() => PictureMeasures.Ssim(none, none));
    }

    private static Mat Flat(int level) => new(30, 30, MatType.CV_8UC3, Scalar.All(level));

    private static Mat Noise(Size size, int seed)
    {
        Mat noise = new(size, MatType.CV_8UC3);
        Random random = new(seed);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                noise.At<Vec3b>(y, x) = new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            }
        }

        return noise;
    }
}
