using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>
/// Damage that a restoration did: ringing beyond the original's local range, new saturation, cells that lost their structure.
/// </summary>
/// <param name="Overshoot">Part of the pixels around strong edges that lie outside the local range by more than the tolerance: halos.</param>
/// <param name="Saturated">Part of the pixels that are saturated now and were not near it.</param>
/// <param name="DeadCells">Cells of 16 x 16 pixels without structure where the original had some.</param>
internal readonly record struct ArtefactScore(double Overshoot, double Saturated, int DeadCells)
{
    /// <summary>Reach of the local range, pixels: as far as the blur of an ordinary photograph goes.</summary>
    private const int Reach = 4;

    /// <summary>Levels beyond the local range that nobody sees.</summary>
    private const int Tolerance = 8;

    /// <summary>Local range of grey levels from which on an edge is strong: halos are seen there.</summary>
    private const int StrongEdge = 48;

    private const int NearEnd = 8;
    private const int Cell = 16;

    /// <summary>Range of levels below which a cell counts as flat, and deviation above which the original had structure.</summary>
    private const int Flat = 1, Structured = 4;

    /// <summary>Measures a pair.</summary>
    /// <param name="original">8-bit BGR.</param>
    /// <param name="restored">8-bit BGR of the same size.</param>
    public static ArtefactScore Measure(Mat original, Mat restored)
    {
        using Mat kernel = Cv2.GetStructuringElement(MorphShapes.Rect, new Size((2 * Reach) + 1, (2 * Reach) + 1));
        using Mat lowest = new(), highest = new(), grey = new(), range = new();
        Cv2.Erode(original, lowest, kernel);
        Cv2.Dilate(original, highest, kernel);
        Cv2.CvtColor(original, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.MorphologyEx(grey, range, MorphTypes.Gradient, kernel);
        long edges = 0, overshoot = 0, saturated = 0;
        int height = original.Height;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> was = original.RowSpan(y), now = restored.RowSpan(y), low = lowest.RowSpan(y), high = highest.RowSpan(y), contrast = range.RowSpan(y);
            for (int x = 0; x < was.Length; x += 3)
            {
                bool outside = false, end = false;
                for (int c = x; c < x + 3; c++)
                {
                    outside |= now[c] > high[c] + Tolerance || now[c] < low[c] - Tolerance;
                    end |= (now[c] == byte.MaxValue && was[c] < byte.MaxValue - NearEnd) || (now[c] == 0 && was[c] > NearEnd);
                }

                bool edge = contrast[x / 3] >= StrongEdge;
                edges += edge ? 1 : 0;
                overshoot += outside && edge ? 1 : 0;
                saturated += end ? 1 : 0;
            }
        }

        return new ArtefactScore(overshoot / (double)Math.Max(edges, 1), saturated / (double)original.Total(), CountDeadCells(original, restored));
    }

    private static int CountDeadCells(Mat original, Mat restored)
    {
        using Mat was = new(), now = new();
        Cv2.CvtColor(original, was, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(restored, now, ColorConversionCodes.BGR2GRAY);
        int dead = 0, width = was.Width, height = was.Height;
        for (int y = 0; y + Cell <= height; y += Cell)
        {
            for (int x = 0; x + Cell <= width; x += Cell)
            {
                Rect cell = new(x, y, Cell, Cell);
                using Mat a = was[cell], b = now[cell];
                Cv2.MinMaxLoc(b, out double lowest, out double highest);
                Cv2.MeanStdDev(a, out _, out Scalar deviation);
                dead += highest - lowest <= Flat && deviation.Val0 > Structured ? 1 : 0;
            }
        }

        return dead;
    }
}
