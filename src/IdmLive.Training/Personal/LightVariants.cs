using OpenCvSharp;

namespace IdmLive.Training.Personal;

/// <summary>
/// The same face in another light: people enrol once and call on other days. Brightness, contrast, the colour of the lamp and the side it stands on
/// change, and the crop sits a little differently. Stateless.
/// </summary>
public static class LightVariants
{
    private const double Gamma = .35;
    private const double Cast = .08;
    private const double Side = .25;
    private const double Turn = 2;
    private const double Scale = .03;
    private const double Shift = .01;

    /// <summary>Draws one variant.</summary>
    /// <param name="crop">8-bit BGR, square; not changed.</param>
    /// <param name="random">Source of what is drawn.</param>
    /// <returns>8-bit BGR of the same size; the caller's.</returns>
    public static Mat Draw(Mat crop, Random random)
    {
        int size = crop.Width;
        using Mat map = Cv2.GetRotationMatrix2D(new Point2f(size / 2f, size / 2f), Turn * Even(random), 1 + (Scale * Even(random)));
        map.Set(0, 2, map.Get<double>(0, 2) + (Shift * size * Even(random)));
        map.Set(1, 2, map.Get<double>(1, 2) + (Shift * size * Even(random)));
        Mat moved = new();
        Cv2.WarpAffine(crop, moved, map, crop.Size(), InterpolationFlags.Cubic, BorderTypes.Reflect101);

        double gamma = Math.Exp(Gamma * Even(random)), gain = 1 + (.12 * Even(random));
        double[] cast = [1 + (Cast * Even(random)), 1, 1 + (Cast * Even(random))];
        double direction = 2 * Math.PI * random.NextDouble(), slope = Side * random.NextDouble();
        (double dx, double dy) = (slope * Math.Cos(direction) / size, slope * Math.Sin(direction) / size);
        float[] curve = [.. Enumerable.Range(0, 256).Select(v => (float)(255 * gain * Math.Pow(v / 255.0, gamma)))];
        for (int y = 0; y < size; y++)
        {
            Span<Vec3b> row = moved.AsSpan2D(y);
            for (int x = 0; x < size; x++)
            {
                double light = 1 + (2 * dx * (x - (size / 2.0))) + (2 * dy * (y - (size / 2.0)));
                row[x] = new(Lit(row[x].Item0, 0), Lit(row[x].Item1, 1), Lit(row[x].Item2, 2));
                byte Lit(byte value, int channel) => (byte)Math.Clamp(Math.Round(curve[value] * cast[channel] * light), 0, 255);
            }
        }

        return moved;
    }

    private static double Even(Random random) => (2 * random.NextDouble()) - 1;

    private static unsafe Span<Vec3b> AsSpan2D(this Mat picture, int row) => new((void*)picture.Ptr(row), picture.Width);
}
