using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void Its_name_says_the_backbone() => Assert.Equal("Frechet distance (faceplugin)", FrechetDistance.Name(FaceEmbedderSpec.Faceplugin));

    [Fact]
    public void One_dimension_is_the_difference_of_means_and_of_deviations_squared()
    {
        // Deviations of {-1, 1} and {7, 13} with n - 1: sqrt 2 and sqrt 18.
        double expected = 100 + Math.Pow(Math.Sqrt(18) - Math.Sqrt(2), 2);
        Assert.Equal(expected, FrechetDistance.Between([[-1], [1]], [[7], [13]]), 1e-9);
    }

    [Fact]
    public void Commuting_covariances_give_the_sum_over_their_axes()
    {
        // Corners of a box have the covariance diag(side^2) n / (n - 1) about its centre; both boxes are turned by the same angle.
        double turn = 0.6, factor = Math.Sqrt(4.0 / 3);
        float[][] a = Corners(3, 1, turn, 0, 0), b = Corners(1, 2, turn, 4, -2);
        double expected = 20 + Math.Pow(factor * (3 - 1), 2) + Math.Pow(factor * (1 - 2), 2);
        Assert.Equal(expected, FrechetDistance.Between(a, b), 1e-4);
    }

    [Fact]
    public void Covariances_that_do_not_commute_give_the_trace_of_the_root_of_their_product()
    {
        // For 2 x 2 the trace of the root is sqrt(tr P + 2 sqrt(det P)) with P = C1 C2; here boxes turned against each other.
        double c = 4.0 / 3, turn = 0.7, cos = Math.Cos(turn), sin = Math.Sin(turn);
        double trace = c * c * ((9 * ((4 * cos * cos) + (sin * sin))) + ((4 * sin * sin) + (cos * cos)));
        double determinant = Math.Pow(c * c, 2) * 9 * 4;
        double expected = (c * (9 + 1 + 4 + 1)) - (2 * Math.Sqrt(trace + (2 * Math.Sqrt(determinant))));
        Assert.Equal(expected, FrechetDistance.Between(Corners(3, 1, 0, 0, 0), Corners(2, 1, turn, 0, 0)), 1e-4);
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(60, 40)]
    [InlineData(60, 8)]
    public void Equal_sets_have_no_distance_and_a_moved_set_that_of_the_move(int count, int length)
    {
        float[][] set = Normal(count, length, 1, seed: 1), moved = [.. set.Select(v => v.Select(x => x + 2).ToArray())];
        Assert.Equal(0, FrechetDistance.Between(set, set), 1e-6);
        Assert.Equal(4.0 * length, FrechetDistance.Between(set, moved), 1e-3);
    }

    [Fact]
    public void Many_and_few_vectors_agree_on_the_same_covariance()
    {
        // A set twice over has the covariance of the set but for n - 1, which scaling about the mean of zero makes good.
        float[][] few = Normal(20, 30, 1, seed: 2), other = Normal(25, 30, 2, seed: 3);
        few = [.. few, .. few.Select(v => v.Select(x => -x).ToArray())];
        float scale = (float)Math.Sqrt(79.0 / 78);
        float[][] twice = [.. few.Concat(few).Select(v => v.Select(x => x * scale).ToArray())];
        Assert.True(few.Length > 30 && other.Length < 30);
        Assert.Equal(FrechetDistance.Between(few, other), FrechetDistance.Between(twice, other), 1e-3);
    }

    [Fact]
    public void It_is_symmetric_and_grows_with_the_spread()
    {
        float[][] a = Normal(30, 12, 1, seed: 4), b = Normal(10, 12, 1.5, seed: 5), c = Normal(10, 12, 3, seed: 5);
        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(b, a), 1e-9);
        Assert.True(FrechetDistance.Between(a, c) > FrechetDistance.Between(a, b));
    }

    [Fact]
    public void Sets_that_do_not_compare_are_refused()
    {
        Assert.Contains("1 and 2", Assert.Throws<ArgumentException>(() => FrechetDistance.Between([[1]], [[1], [2]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([[1], [2]], [[1, 2], [3, 4]]));
    }

    private static float[][] Corners(double u, double v, double turn, double x, double y) =>
        [.. from s in (double[])[-1, 1] from t in (double[])[-1, 1]
            select new[]
            {
                (float)(x + (s * u * Math.Cos(turn)) - (t * v * Math.Sin(turn))), (float)(y + (s * u * Math.Sin(turn)) + (t * v * Math.Cos(turn))),
            }];

    private static float[][] Normal(int count, int length, double sigma, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length)
            .Select(_ => (float)(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToArray())];
    }
}
