using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Least-squares fit of a <see cref="SimilarityTransform"/> to pairs of points (Umeyama 1991). In the plane and without
/// reflections the solution has a closed form: points are complex numbers and the fit is a linear regression.
/// </summary>
public static class SimilarityFit
{
    /// <summary>The transform that maps <paramref name="from"/> onto <paramref name="to"/> with the smallest sum of squared distances.</summary>
    /// <param name="from">Two points or more, not all the same.</param>
    /// <param name="to">As many points.</param>
    /// <exception cref="ArgumentException">Counts differ, there are fewer than two points, they coincide, or a coordinate is not finite.</exception>
    public static SimilarityTransform Fit(ReadOnlySpan<Point2d> from, ReadOnlySpan<Point2d> to)
    {
        if (from.Length != to.Length || from.Length < 2)
        {
            throw new ArgumentException(
                $"A similarity fit got {from.Length} points and {to.Length} targets; it needs two or more of each, as many of one as of the other.");
        }

        Point2d meanFrom = Mean(from), meanTo = Mean(to);
        double spread = 0, inPhase = 0, quadrature = 0;
        for (int i = 0; i < from.Length; i++)
        {
            Point2d p = from[i] - meanFrom, q = to[i] - meanTo;
            spread += (p.X * p.X) + (p.Y * p.Y);
            inPhase += (p.X * q.X) + (p.Y * q.Y);
            quadrature += (p.X * q.Y) - (p.Y * q.X);
        }

        double a = inPhase / spread, b = quadrature / spread;
        if (!double.IsFinite(a) || !double.IsFinite(b) || (a == 0 && b == 0))
        {
            throw new ArgumentException("A similarity fit got points that coincide or are not finite; it needs at least two different points.");
        }

        return new(a, b, meanTo.X - ((a * meanFrom.X) - (b * meanFrom.Y)), meanTo.Y - ((b * meanFrom.X) + (a * meanFrom.Y)));
    }

    private static Point2d Mean(ReadOnlySpan<Point2d> points)
    {
        Point2d sum = default;
        foreach (Point2d p in points)
        {
            sum += p;
        }

        return sum * (1.0 / points.Length);
    }
}
