using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

/// <summary>What every way of cutting a crop out of an image has to do.</summary>
public abstract class FaceCutClaims
{
    protected const int Size = 128;

    [Fact]
    public void A_shift_by_whole_pixels_copies_them()
    {
        using Mat image = Portrait.Background(400, 300, seed: 1), crop = new(Size, Size, MatType.CV_8UC3);
        ToCrop(image, new(1, 0, -57, -31), crop);
        using Mat part = new(image, new Rect(57, 31, Size, Size));
        Assert.Equal(0, Cv2.Norm(part, crop, NormTypes.INF));
    }

    [Theory]
    [InlineData(2.0, 0)]
    [InlineData(2.15, 20)]
    [InlineData(2.3, 20)]
    [InlineData(3.5, 7)]
    [InlineData(5.9, -33)]
    [InlineData(11.0, 12)]
    public void A_checkerboard_shrinks_to_grey(double shrink, double degrees)
    {
        int side = (int)(Size * shrink * 1.6);
        using Mat image = new(side, side, MatType.CV_8UC3), crop = new(Size, Size, MatType.CV_8UC3);
        Fill(image, (x, y) => ((x + y) & 1) * 255);
        ToCrop(image, Around(image, shrink, degrees), crop);
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
        // cos(k r^2): the frequency grows with the distance from the middle and reaches half a cycle a pixel at the border.
        int side = (int)(Size * shrink);
        double k = Math.PI / side;
        using Mat image = new(side, side, MatType.CV_8UC3), crop = new(Size, Size, MatType.CV_8UC3);
        Fill(image, (x, y) =>
        {
            double dx = x - ((side - 1) / 2.0), dy = y - ((side - 1) / 2.0);
            return 127.5 + (120 * Math.Cos(k * ((dx * dx) + (dy * dy))));
        });
        ToCrop(image, Around(image, shrink, 0), crop);

        // In crop pixels the frequency at distance r is shrink^2 k r / pi; half is the most that a crop can show.
        double Radius(double frequency) => frequency * Math.PI / (k * shrink * shrink);
        Assert.InRange(Deviation(crop, 0, Radius(0.25)), 70, 90);
        Assert.InRange(Deviation(crop, Radius(0.8), Size / 2.0), 0, 6);
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

        // Half of the crop lies left of the image.
        ToCrop(image, new(1 / shrink, 0, Size / 2.0, 0), crop);
        for (int x = 1; x < (Size / 2) - 2; x++)
        {
            Assert.InRange(crop.At<Vec3b>(60, (Size / 2) + x).Item0 - crop.At<Vec3b>(60, (Size / 2) - x).Item0, -3, 3);
        }
    }

    [Fact]
    public void A_crop_outside_the_image_shows_something()
    {
        using Mat image = Portrait.Background(64, 48, seed: 2), crop = new(Size, Size, MatType.CV_8UC3, Scalar.Black);
        ToCrop(image, new(0.9, 0.1, 5000, -3000), crop);
        Cv2.MeanStdDev(crop, out Scalar mean, out _);
        Assert.InRange(mean.Val0, 30, 225);
    }

    [Fact]
    public void What_cannot_be_cut_is_refused()
    {
        using Mat image = new(50, 50, MatType.CV_8UC3), grey = new(Size, Size, MatType.CV_8UC1), crop = new(Size, Size, MatType.CV_8UC3), none = new();
        Assert.Throws<ArgumentException>(() => ToCrop(image, new(1, 0, 0, 0), grey));
        Assert.Throws<ArgumentException>(() => ToCrop(none, new(1, 0, 0, 0), crop));
        Assert.Throws<ArgumentException>(() => ToCrop(image, new(0, 0, 0, 0), crop));
        Assert.Throws<ArgumentException>(() => ToCrop(image, new(1, 0, double.NaN, 0), crop));
    }

    protected abstract void ToCrop(Mat image, in SimilarityTransform imageToCrop, Mat crop);

    protected static SimilarityTransform Around(Mat image, double shrink, double degrees)
    {
        double radians = degrees * Math.PI / 180, a = Math.Cos(radians) / shrink, b = Math.Sin(radians) / shrink;
        double x = (image.Width - 1) / 2.0, y = (image.Height - 1) / 2.0, middle = (Size - 1) / 2.0;
        return new(a, b, middle - ((a * x) - (b * y)), middle - ((b * x) + (a * y)));
    }

    protected static void Fill(Mat image, Func<int, int, double> value)
    {
        Span<Vec3b> pixels = image.AsSpan<Vec3b>();
        int width = image.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            byte v = (byte)Math.Clamp(Math.Round(value(i % width, i / width)), 0, 255);
            pixels[i] = new(v, v, v);
        }
    }

    private static double Deviation(Mat crop, double from, double to)
    {
        List<double> values = [];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                double radius = Math.Sqrt(Math.Pow(x - ((Size - 1) / 2.0), 2) + Math.Pow(y - ((Size - 1) / 2.0), 2));
                if (radius >= from && radius < to)
                {
                    values.Add(crop.At<Vec3b>(y, x).Item0);
                }
            }
        }

        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
