using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>
/// A no-reference score without any file: strength of the strongest edges above the noise, less what noise and the 8-px grid of a
/// codec add. In dB, higher is better; blur, noise and blocks all lower it. It compares versions of one picture, not pictures of
/// different content. Stateless, any thread.
/// </summary>
internal static class StructuralQuality
{
    private const double StrongEdges = .98;
    private const double NoiseWeight = 1;
    private const double BlockWeight = 6;
    private const int BlockSize = 8;

    /// <summary>The median of |n| for unit normal noise n.</summary>
    private const double MedianOfNormal = .6745;

    /// <summary>The score.</summary>
    /// <param name="picture">8-bit BGR, 32 px or more each way.</param>
    public static double Measure(Mat picture)
    {
        using Mat grey = new();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        grey.GetArray(out byte[] levels);
        double noise = Noise(levels, grey.Width, grey.Height);
        double edges = Edges(grey);

        // Noise of deviation s gives central differences of deviation s / sqrt(2): what lies above is structure.
        double structure = Math.Sqrt(Math.Max((edges * edges) - (2 * noise * noise), 0));
        return (20 * Math.Log10(structure + 1)) - (NoiseWeight * noise) - (BlockWeight * Math.Log2(Math.Max(Blocks(levels, grey.Width, grey.Height), 1)));
    }

    /// <summary>
    /// Standard deviation of the noise in levels: median of the finest diagonal Haar coefficients over .6745 (Donoho and Johnstone
    /// 1994), in which most of a picture's structure does not show.
    /// </summary>
    internal static double Noise(byte[] levels, int width, int height)
    {
        List<int> details = new(width * height / 4);
        for (int y = 0; y + 1 < height; y += 2)
        {
            for (int x = 0; x + 1 < width; x += 2)
            {
                int i = (y * width) + x;
                details.Add(Math.Abs(levels[i] - levels[i + 1] - levels[i + width] + levels[i + width + 1]));
            }
        }

        details.Sort();
        return details[details.Count / 2] / 2.0 / MedianOfNormal;
    }

    /// <summary>
    /// How much the curvature across one of the eight grids of 8 px exceeds that of the others, at least 1: the larger of the ratios
    /// of columns and rows.
    /// </summary>
    internal static double Blocks(byte[] levels, int width, int height)
    {
        double[] columns = new double[BlockSize], rows = new double[BlockSize];
        for (int y = 1; y < height - 2; y++)
        {
            for (int x = 1; x < width - 2; x++)
            {
                int i = (y * width) + x;
                columns[x % BlockSize] += Step(levels[i - 1], levels[i], levels[i + 1], levels[i + 2]);
                rows[y % BlockSize] += Step(levels[i - width], levels[i], levels[i + width], levels[i + (2 * width)]);
            }
        }

        return Math.Max(Ratio(columns), Ratio(rows));

        // A step between b and c that the slopes on its two sides do not explain.
        static double Step(int a, int b, int c, int d) => Math.Abs(c - b - ((b - a + d - c) / 2.0));

        static double Ratio(double[] phases)
        {
            double highest = phases.Max(), others = (phases.Sum() - highest) / (BlockSize - 1);
            return others > 0 ? Math.Max(highest / others, 1) : 1;
        }
    }

    private static double Edges(Mat grey)
    {
        using Mat dx = new(), dy = new(), length = new();
        Cv2.Sobel(grey, dx, MatType.CV_32F, 1, 0, 3, 1.0 / 8);
        Cv2.Sobel(grey, dy, MatType.CV_32F, 0, 1, 3, 1.0 / 8);
        Cv2.Magnitude(dx, dy, length);
        length.GetArray(out float[] values);
        Array.Sort(values);
        return values[(int)(StrongEdges * (values.Length - 1))];
    }
}
