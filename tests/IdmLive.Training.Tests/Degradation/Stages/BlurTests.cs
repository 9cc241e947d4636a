using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation.Stages;

public sealed class BlurTests
{
    [Theory]
    [InlineData(.5)]
    [InlineData(1.0)]
    [InlineData(2.5)]
    [InlineData(5.0)]
    public void Gaussian_spreads_a_point_to_a_sum_of_1_and_a_second_moment_of_sigma_squared(double sigma)
    {
        // A patch of 9 x 9 white pixels, since one pixel alone would drown in rounding; variances add, and the patch has (81 - 1) / 12.
        using Mat patch = new(81, 81, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(patch, new Rect(36, 36, 9, 9), Scalar.All(255), -1);
        using Mat blurred = new GaussianBlur(sigma).Apply(patch, patch.Size(), new Random(1));
        Moments m = Spread(blurred);
        double expected = (80 / 12.0) + (sigma * sigma);

        // The kernel ends at 3 sigma, which takes 2.7 % of its variance, and rounding takes of the tails.
        Assert.Equal(81 * 255, m.Sum, .01 * 81 * 255);
        Assert.Equal(expected, m.XX, .04 * expected);
        Assert.Equal(expected, m.YY, .04 * expected);
    }

    [Theory]
    [InlineData(3.0, 0.0)]
    [InlineData(9.0, 0.0)]
    [InlineData(9.0, 0.5)]
    [InlineData(12.5, 1.1)]
    [InlineData(20.0, 2.6)]
    public void Motion_has_a_line_as_its_point_spread(double length, double angle)
    {
        using Mat kernel = new MotionBlur(length, angle).PointSpread();
        Moments m = Spread(kernel);
        (double sin, double cos) = Math.SinCos(angle);
        double along = (m.XX * cos * cos) + (2 * m.XY * sin * cos) + (m.YY * sin * sin), across = (m.XX * sin * sin) - (2 * m.XY * sin * cos) + (m.YY * cos * cos);
        Assert.Equal(1, m.Sum, 1e-5);
        Assert.Equal(0, m.X, 1e-3);
        Assert.Equal(0, m.Y, 1e-3);

        // An even line has length^2 / 12 along and nothing across; sharing points among pixels adds at most a quarter, a sixth on average.
        Assert.InRange(along, length * length / 12, (length * length / 12) + .25);
        Assert.InRange(across, -1e-3, .25);
    }

    [Fact]
    public void Motion_moves_a_point_as_its_point_spread_says()
    {
        MotionBlur motion = new(7, .4);
        using Mat kernel = motion.PointSpread(), point = new(41, 41, MatType.CV_8UC3, Scalar.All(0));
        point.Set(20, 20, new Vec3b(255, 255, 255));
        using Mat blurred = motion.Apply(point, point.Size(), new Random(1));
        int down = kernel.Rows / 2, right = kernel.Cols / 2;
        for (int y = -down; y <= down; y++)
        {
            for (int x = -right; x <= right; x++)
            {
                Assert.Equal(255 * kernel.At<float>(down - y, right - x), blurred.At<Vec3b>(20 + y, 20 + x).Item1, .51);
            }
        }
    }

    private static Moments Spread(Mat picture)
    {
        using Mat wide = new();
        using Mat one = picture.ExtractChannel(0);
        one.ConvertTo(wide, MatType.CV_64FC1);
        double sum = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        int rows = wide.Rows, columns = wide.Cols;
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                double v = wide.At<double>(r, c), dx = c - (columns / 2), dy = r - (rows / 2);
                sum += v;
                (x, y, xx, yy, xy) = (x + (v * dx), y + (v * dy), xx + (v * dx * dx), yy + (v * dy * dy), xy + (v * dx * dy));
            }
        }

        return new(sum, x / sum, y / sum, xx / sum, yy / sum, xy / sum);
    }

    private readonly record struct Moments(double Sum, double X, double Y, double XX, double YY, double XY);
}
