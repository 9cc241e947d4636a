using OpenCvSharp;

namespace IdmLive.Tools.Generation;

/// <summary>
/// Figures of a small picture for a Frechet distance, without any trained network: from the discrete cosine transforms of Y, Cr and Cb
/// the coarsest coefficients (layout and colour) and the logarithms of the energies of octave bands (sharpness, texture, by
/// direction in Y). They know nothing of what a picture shows; distances of them do not compare with FID. Stateless.
/// </summary>
internal static class DctStatistics
{
    /// <summary>Name in reports.</summary>
    public const string Name = "DCT statistics of small pictures";

    private const int CoarseLuma = 4;
    private const int CoarseChroma = 2;

    // Energies below this are quantisation to bytes.
    private const double Floor = 1e-7;

    /// <summary>The figures of one picture.</summary>
    /// <param name="pixels">BGR bytes, size x size x 3.</param>
    /// <param name="size">Width and height, even.</param>
    public static unsafe float[] Of(byte[] pixels, int size)
    {
        List<float> figures = [];
        fixed (byte* start = pixels)
        {
            using Mat picture = Mat.FromPixelData(size, size, MatType.CV_8UC3, (nint)start);
            using Mat values = new();
            picture.ConvertTo(values, MatType.CV_32FC3, 1.0 / 255);
            Cv2.CvtColor(values, values, ColorConversionCodes.BGR2YCrCb);
            Mat[] channels = Cv2.Split(values);
            for (int c = 0; c < channels.Length; c++)
            {
                using Mat channel = channels[c];
                Cv2.Dct(channel, channel);
                channel.GetArray(out float[] coefficients);
                Add(figures, coefficients, size, c == 0);
            }
        }

        return [.. figures];
    }

    /// <summary>Each figure in units of its standard deviation over a reference set, less its mean there.</summary>
    /// <param name="sets">The sets to bring to these units.</param>
    /// <param name="reference">Two vectors or more.</param>
    public static IReadOnlyList<float[]>[] Standardised(IReadOnlyList<float[]> reference, params IReadOnlyList<float[]>[] sets)
    {
        int count = reference[0].Length;
        double[] mean = [.. Enumerable.Range(0, count).Select(i => reference.Average(v => (double)v[i]))];
        double[] deviation = [.. Enumerable.Range(0, count).Select(i => Math.Sqrt(reference.Average(v => (v[i] - mean[i]) * (v[i] - mean[i]))))];
        return [.. sets.Select(set => set.Select(v => v.Select((x, i) => (float)((x - mean[i]) / Math.Max(deviation[i], 1e-6))).ToArray()).ToArray())];
    }

    private static void Add(List<float> figures, float[] coefficients, int size, bool luma)
    {
        int coarse = luma ? CoarseLuma : CoarseChroma;
        for (int v = 0; v < coarse; v++)
        {
            for (int u = 0; u < coarse; u++)
            {
                figures.Add(coefficients[(v * size) + u] / size);
            }
        }

        int directions = luma ? 3 : 1;
        for (int from = coarse; from < size; from *= 2)
        {
            double[] energy = new double[directions], members = new double[directions];
            int to = Math.Min(2 * from, size);
            for (int v = 0; v < to; v++)
            {
                for (int u = v < from ? from : 0; u < to; u++)
                {
                    int direction = !luma ? 0 : u >= 2 * v ? 0 : v >= 2 * u ? 1 : 2;
                    double c = coefficients[(v * size) + u];
                    energy[direction] += c * c;
                    members[direction]++;
                }
            }

            for (int d = 0; d < directions; d++)
            {
                figures.Add((float)Math.Log10((energy[d] / Math.Max(members[d], 1)) + Floor));
            }
        }
    }
}
