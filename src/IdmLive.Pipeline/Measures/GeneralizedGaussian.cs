namespace IdmLive.Pipeline.Measures;

/// <summary>
/// The asymmetric generalised Gaussian that fits numbers best by their moments (Lasmar et al. 2009), as NIQE's authors search it: the
/// shape from a table of 0.2 to 10 in steps of 0.001. Not a number where one side has no numbers.
/// </summary>
/// <param name="Shape">1 is a Laplacian, 2 a Gaussian.</param>
/// <param name="Left">Scale of the numbers below zero.</param>
/// <param name="Right">Scale of the numbers above zero.</param>
internal readonly record struct GeneralizedGaussian(double Shape, double Left, double Right)
{
    private const double SmallestShape = 0.2, ShapeStep = 0.001;

    // Lanczos' series for g = 7, good to 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    // G(2/a)^2 / (G(1/a) G(3/a)) rises with the shape a. Stands after the series it is computed with.
    private static readonly double[] Ratios = [.. Enumerable.Range(0, 9801).Select(i => Ratio(SmallestShape + (ShapeStep * i)))];

    /// <summary>Mean of the distribution.</summary>
    public double Mean => (Right - Left) * (Gamma(2 / Shape) / Gamma(1 / Shape));

    /// <summary>Fits the distribution.</summary>
    public static GeneralizedGaussian Fit(ReadOnlySpan<double> numbers)
    {
        double left = 0, right = 0, magnitude = 0;
        int below = 0, above = 0;
        foreach (double x in numbers)
        {
            magnitude += Math.Abs(x);
            if (x < 0)
            {
                left += x * x;
                below++;
            }
            else if (x > 0)
            {
                right += x * x;
                above++;
            }
        }

        double leftDeviation = Math.Sqrt(left / below), rightDeviation = Math.Sqrt(right / above);
        double g = leftDeviation / rightDeviation, mean = magnitude / numbers.Length;
        double r = mean * mean / ((left + right) / numbers.Length);
        double wanted = r * ((g * g * g) + 1) * (g + 1) / (((g * g) + 1) * ((g * g) + 1));
        double shape = SmallestShape + (ShapeStep * Nearest(wanted));
        double scale = Math.Sqrt(Gamma(1 / shape) / Gamma(3 / shape));
        return new(shape, leftDeviation * scale, rightDeviation * scale);
    }

    /// <summary>The gamma function of a number of 0.05 or more.</summary>
    internal static double Gamma(double x)
    {
        double z = x - 1, t = z + 7.5, sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (z + i);
        }

        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, z + 0.5) * Math.Exp(-t) * sum;
    }

    private static double Ratio(double shape)
    {
        double two = Gamma(2 / shape);
        return two * two / (Gamma(1 / shape) * Gamma(3 / shape));
    }

    // Index of the closest ratio; the first one where there is no number to look for.
    private static int Nearest(double wanted)
    {
        if (double.IsNaN(wanted))
        {
            return 0;
        }

        int i = Array.BinarySearch(Ratios, wanted);
        if (i >= 0)
        {
            return i;
        }

        int above = Math.Min(~i, Ratios.Length - 1), below = Math.Max(above - 1, 0);
        return Math.Abs(Ratios[below] - wanted) <= Math.Abs(Ratios[above] - wanted) ? below : above;
    }
}
