using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class MeshScoreTests
{
    private const int Side = 256;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    public void A_mesh_that_is_no_higher_than_the_grain_stands_out(int across, int down)
    {
        using Mat plain = Picture(), meshed = Picture();
        Add(meshed, (x, y) => 4 * Math.Cos(2 * Math.PI * ((across * x) + (down * y)) / 8.0));
        double without = MeshScore.Score(plain);
        Assert.InRange(without, -1, 1);
        Assert.InRange(MeshScore.Score(meshed), without + 1, 20);
    }

    [Fact]
    public void Where_the_mesh_lies_is_all_the_same()
    {
        using Mat here = Picture(), there = Picture();
        Add(here, (x, y) => 4 * Math.Cos(2 * Math.PI * (x + y) / 8.0));
        Add(there, (x, y) => 4 * Math.Cos(2 * Math.PI * (x + y + 3) / 8.0));
        Assert.Equal(MeshScore.Score(here), MeshScore.Score(there), .3);
    }

    [Fact]
    public void Other_periods_and_stripes_are_no_mesh()
    {
        using Mat plain = Picture(), other = Picture(), stripes = Picture();
        Add(other, (x, y) => 4 * Math.Cos(2 * Math.PI * (x + y) / 5.3));
        Add(stripes, (x, _) => 4 * Math.Cos(2 * Math.PI * x / 8.0));
        double without = MeshScore.Score(plain);
        Assert.InRange(MeshScore.Score(other), -5, without + .4);
        Assert.Equal(without, MeshScore.Score(stripes), .4);
    }

    [Fact]
    public void An_even_picture_has_none()
    {
        using Mat even = new(64, 96, MatType.CV_8UC3, Scalar.All(128));
        Assert.Equal(0, MeshScore.Score(even), 1e-6);
    }

    [Fact]
    public void What_cannot_be_scored_is_refused()
    {
        using Mat small = new(31, 64, MatType.CV_8UC3, Scalar.All(9)), grey = new(64, 64, MatType.CV_8UC1, Scalar.All(9)), fine = new(64, 64, MatType.CV_8UC3, Scalar.All(9));
        Assert.Throws<ArgumentException>(() => MeshScore.Score(small));
        Assert.Throws<ArgumentException>(() => MeshScore.Score(grey));
        Assert.Throws<ArgumentException>(() => MeshScore.Score(fine, 5));
    }

    /// <summary>Grain of 4 levels on a slope.</summary>
    private static Mat Picture()
    {
        Random random = new(7);
        Mat picture = new(Side, Side, MatType.CV_8UC3);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                byte level = (byte)Math.Clamp(60 + (.2 * x) + (.2 * y) + (8 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)), 0, 255);
                picture.Set(y, x, new Vec3b(level, level, level));
            }
        }

        return picture;
    }

    private static void Add(Mat picture, Func<int, int, double> pattern)
    {
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                byte level = (byte)Math.Clamp(picture.At<Vec3b>(y, x).Item0 + pattern(x, y), 0, 255);
                picture.Set(y, x, new Vec3b(level, level, level));
            }
        }
    }
}
