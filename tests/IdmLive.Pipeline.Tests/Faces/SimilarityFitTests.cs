using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class SimilarityFitTests
{
    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0.02, 35, -400, 12.5)]
    [InlineData(7.5, -170, 1900, 33)]
    public void A_known_transform_is_found_again(double scale, double degrees, double tx, double ty)
    {
        double radians = degrees * Math.PI / 180;
        SimilarityTransform known = new(scale * Math.Cos(radians), scale * Math.Sin(radians), tx, ty);
        Point2d[] from = Points(5, seed: 3);
        SimilarityTransform found = SimilarityFit.Fit(from, [.. from.Select(p => known.Map(p))]);
        Assert.Equal(known.A, found.A, 9);
        Assert.Equal(known.B, found.B, 9);
        Assert.Equal(known.Tx, found.Tx, 6);
        Assert.Equal(known.Ty, found.Ty, 6);
    }

    [Fact]
    public void No_transform_near_the_fit_has_a_smaller_sum_of_squares()
    {
        Point2d[] from = Points(5, seed: 4), to = Points(5, seed: 5);
        SimilarityTransform fit = SimilarityFit.Fit(from, to);
        double least = Sum(fit);
        Random random = new(6);
        for (int i = 0; i < 500; i++)
        {
            double step = Math.Pow(10, -4 * random.NextDouble());
            SimilarityTransform other = new(
                fit.A + (step * (random.NextDouble() - 0.5)), fit.B + (step * (random.NextDouble() - 0.5)),
                fit.Tx + (100 * step * (random.NextDouble() - 0.5)), fit.Ty + (100 * step * (random.NextDouble() - 0.5)));
            Assert.True(Sum(other) >= least);
        }

        double Sum(SimilarityTransform t) => from.Zip(to).Sum(p => Math.Pow(t.Map(p.First).DistanceTo(p.Second), 2));
    }

    [Fact]
    public void A_mirrored_picture_is_not_mirrored_back()
    {
        // A reflection is no similarity of ours: the best fit keeps the determinant positive.
        Point2d[] from = Points(5, seed: 8);
        SimilarityTransform fit = SimilarityFit.Fit(from, [.. from.Select(p => new Point2d(-p.X, p.Y))]);
        Assert.True((fit.A * fit.A) + (fit.B * fit.B) > 0);
    }

    [Fact]
    public void The_inverse_maps_back()
    {
        SimilarityTransform t = new(0.3, -0.8, 55, -7);
        Point2d p = new(321.5, 17.25), back = t.Inverse.Map(t.Map(p));
        Assert.Equal(p.X, back.X, 9);
        Assert.Equal(p.Y, back.Y, 9);
        Assert.Equal(1, t.Scale * t.Inverse.Scale, 12);
        Assert.Equal(0, t.Angle + t.Inverse.Angle, 12);
    }

    [Fact]
    public void Points_that_fix_no_transform_are_refused()
    {
        Point2d[] same = [new(5, 5), new(5, 5), new(5, 5)], three = Points(3, seed: 9);
        Assert.Throws<ArgumentException>(() => SimilarityFit.Fit(same, three));
        Assert.Throws<ArgumentException>(() => SimilarityFit.Fit(three, Points(4, seed: 9)));
        Assert.Throws<ArgumentException>(() => SimilarityFit.Fit([new(1, 2)], [new(1, 2)]));
        Assert.Throws<ArgumentException>(() => SimilarityFit.Fit([new(double.NaN, 2), new(1, 1), new(2, 5)], three));
    }

    private static Point2d[] Points(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new Point2d(random.NextDouble() * 500, random.NextDouble() * 500))];
    }
}
