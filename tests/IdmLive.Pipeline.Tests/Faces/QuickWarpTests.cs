using IdmLive.Pipeline.Faces;
using OpenCvSharp;
using static IdmLive.Pipeline.Tests.Faces.FaceWarpTests;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class QuickWarpTests
{
    private const int Size = 128;
    private readonly QuickWarp _warp = new();

    [Fact]
    public void A_shift_by_whole_pixels_copies_them()
    {
        using Mat image = Portrait.Background(400, 300, seed: 1), crop = new(Size, Size, MatType.CV_8UC3);
        _warp.ToCrop(image, new(1, 0, -57, -31), crop);
        using Mat part = new(image, new Rect(57, 31, Size, Size));
        Assert.Equal(0, Cv2.Norm(part, crop, NormTypes.INF));
    }

    [Theory]
    [InlineData(2.0, 0)]
    [InlineData(2.15, 20)]
    [InlineData(3.5, 7)]
    [InlineData(5.9, -33)]
    [InlineData(11.0, 12)]
    public void A_checkerboard_shrinks_to_grey(double shrink, double degrees)
    {
        int side = (int)(Size * shrink * 1.6);
        using Mat image = new(side, side, MatType.CV_8UC3), crop = new(Size, Size, MatType.CV_8UC3);
        Fill(image, (x, y) => ((x + y) & 1) * 255);
        _warp.ToCrop(image, Around(image, shrink, degrees), crop);
        Cv2.MeanStdDev(crop, out Scalar mean, out Scalar deviation);
        Assert.Equal(127.5, mean.Val0, 1.5);
        Assert.InRange(deviation.Val0, 0, 3);
    }

    [Theory]
    [InlineData(1.9)]
    [InlineData(2.2)]
    [InlineData(3.1)]
    [InlineData(4.5)]
    public void A_zone_plate_keeps_its_low_and_loses_its_high_frequencies(double shrink)
    {
        int side = (int)(Size * shrink);
        double k = Math.PI / side;
        using Mat image = new(side, side, MatType.CV_8UC3), crop = new(Size, Size, MatType.CV_8UC3);
        Fill(image, (x, y) =>
        {
            double dx = x - ((side - 1) / 2.0), dy = y - ((side - 1) / 2.0);
            return 127.5 + (120 * Math.Cos(k * ((dx * dx) + (dy * dy))));
        });
        _warp.ToCrop(image, Around(image, shrink, 0), crop);
        double Radius(double frequency) => frequency * Math.PI / (k * shrink * shrink);
        Assert.InRange(Deviation(crop, 0, Radius(0.25)), 70, 90);
        Assert.InRange(Deviation(crop, Radius(0.8), Size / 2.0), 0, 6);
    }

    [Theory]
    [InlineData(.7, 11)]
    [InlineData(1.0, 4)]
    [InlineData(1.23, -6)]
    [InlineData(1.9, 15)]
    [InlineData(3.2, -25)]
    public void It_shows_what_the_careful_cut_shows(double shrink, double degrees)
    {
        using Mat image = Portrait.Background(700, 600, seed: 3), crop = new(Size, Size, MatType.CV_8UC3), careful = new(Size, Size, MatType.CV_8UC3);
        SimilarityTransform t = Around(image, shrink, degrees);
        _warp.ToCrop(image, t, crop);
        FaceWarp.ToCrop(image, t, careful);
        double psnr = Cv2.PSNR(crop, careful);
        Assert.True(psnr > 40, $"{psnr:F1} dB");

        // No softer than that; a little sharper where that samples twice as fine with bilinear interpolation.
        using Mat a = new(), b = new();
        Cv2.Laplacian(crop, a, MatType.CV_32F);
        Cv2.Laplacian(careful, b, MatType.CV_32F);
        Assert.InRange(Cv2.Norm(a, NormTypes.L1) / Cv2.Norm(b, NormTypes.L1), .93, 1.5);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(4.0)]
    public void Beyond_the_border_the_image_is_mirrored(double shrink)
    {
        int side = (int)(Size * shrink);
        using Mat image = new(side, side, MatType.CV_8UC3), crop = new(Size, Size, MatType.CV_8UC3);
        Fill(image, (x, y) => 40 + (180.0 * x / side) + (20 * Math.Sin(y / 17.0 / shrink)));
        _warp.ToCrop(image, new(1 / shrink, 0, Size / 2.0, 0), crop);
        for (int x = 1; x < (Size / 2) - 2; x++)
        {
            Assert.InRange(crop.At<Vec3b>(60, (Size / 2) + x).Item0 - crop.At<Vec3b>(60, (Size / 2) - x).Item0, -3, 3);
        }
    }

    [Fact]
    public void A_crop_far_outside_shows_something_and_one_buffer_serves_all_sizes()
    {
        using Mat image = Portrait.Background(64, 48, seed: 2), crop = new(Size, Size, MatType.CV_8UC3), again = new(Size, Size, MatType.CV_8UC3);
        SimilarityTransform near = new(1.7, .2, -8, 4);
        _warp.ToCrop(image, near, crop);
        foreach (SimilarityTransform t in (SimilarityTransform[])[new(0.9, 0.1, 5000, -3000), new(0.2, 0.1, -80, 70), new(0.01, 0, 3, 3), new(.6, 0, 1e12, 0)])
        {
            _warp.ToCrop(image, t, again);
            Cv2.MeanStdDev(again, out Scalar mean, out _);
            Assert.InRange(mean.Val0, 30, 225);
        }

        _warp.ToCrop(image, near, again);
        Assert.Equal(0, Cv2.Norm(crop, again, NormTypes.INF));
    }

    [Fact]
    public void What_cannot_be_cut_is_refused()
    {
        using Mat image = new(50, 50, MatType.CV_8UC3), grey = new(Size, Size, MatType.CV_8UC1), crop = new(Size, Size, MatType.CV_8UC3), none = new();
        Assert.Throws<ArgumentException>(() => _warp.ToCrop(image, new(1, 0, 0, 0), grey));
        Assert.Throws<ArgumentException>(() => _warp.ToCrop(none, new(1, 0, 0, 0), crop));
        Assert.Throws<ArgumentException>(() => _warp.ToCrop(image, new(0, 0, 0, 0), crop));
        Assert.Throws<ArgumentException>(() => _warp.ToCrop(image, new(1, 0, double.NaN, 0), crop));
    }
}
