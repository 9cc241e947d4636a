using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>The similarity that most pairs of points agree on: iteratively reweighted least squares from the median shift. Thread-safe.</summary>
internal static class RobustSimilarity
{
    private const int Rounds = 6;

    /// <summary>Fits.</summary>
    /// <param name="from">Points.</param>
    /// <param name="to">Where they went; as many.</param>
    /// <param name="tolerance">Distance up to which a pair agrees, in the points' unit; above 0.</param>
    /// <param name="fit">From <paramref name="from"/> to <paramref name="to"/>.</param>
    /// <param name="agreeing">Pairs that agree with it.</param>
    /// <returns>False where there are too few points, or they coincide.</returns>
    public static bool TryFit(List<Point2d> from, List<Point2d> to, double tolerance, out SimilarityTransform fit, out int agreeing)
    {
        agreeing = 0;
        fit = new(1, 0, Median(from, to, p => p.X), Median(from, to, p => p.Y));
        if (from.Count < 3)
        {
            return false;
        }

        // The tolerance shrinks to its value, so that a first guess that is off by a little loses no pair that belongs.
        for (int round = 0; round < Rounds; round++)
        {
            double width = tolerance * Math.Max(1, Rounds - 2 - round);
            if (!Weighted(from, to, fit, width, out fit))
            {
                return false;
            }
        }

        for (int i = 0; i < from.Count; i++)
        {
            agreeing += Distance(fit.Map(from[i]), to[i]) <= tolerance ? 1 : 0;
        }

        return true;
    }

    private static bool Weighted(List<Point2d> from, List<Point2d> to, in SimilarityTransform guess, double width, out SimilarityTransform fit)
    {
        double n = 0, fx = 0, fy = 0, tx = 0, ty = 0;
        double[] weights = new double[from.Count];
        for (int i = 0; i < from.Count; i++)
        {
            // Geman and McClure's weight: pairs that disagree count for nothing in the end.
            double r = Distance(guess.Map(from[i]), to[i]) / width, w = 1 / ((1 + (r * r)) * (1 + (r * r)));
            weights[i] = w;
            (n, fx, fy, tx, ty) = (n + w, fx + (w * from[i].X), fy + (w * from[i].Y), tx + (w * to[i].X), ty + (w * to[i].Y));
        }

        (fx, fy, tx, ty) = (fx / n, fy / n, tx / n, ty / n);
        double a = 0, b = 0, square = 0;
        for (int i = 0; i < from.Count; i++)
        {
            double x = from[i].X - fx, y = from[i].Y - fy, u = to[i].X - tx, v = to[i].Y - ty;
            (a, b, square) = (a + (weights[i] * ((x * u) + (y * v))), b + (weights[i] * ((x * v) - (y * u))), square + (weights[i] * ((x * x) + (y * y))));
        }

        if (!(square > 0) || !(n > 0))
        {
            fit = guess;
            return false;
        }

        (a, b) = (a / square, b / square);
        fit = new(a, b, tx - ((a * fx) - (b * fy)), ty - ((b * fx) + (a * fy)));
        return double.IsFinite(fit.Tx + fit.Ty + a + b);
    }

    private static double Median(List<Point2d> from, List<Point2d> to, Func<Point2d, double> part)
    {
        double[] shifts = [.. from.Zip(to, (f, t) => part(t) - part(f)).Order()];
        return shifts.Length == 0 ? 0 : shifts[shifts.Length / 2];
    }

    private static double Distance(Point2d a, Point2d b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
