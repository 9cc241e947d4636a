using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How far the mesh of a network that makes several pixels of one stands out of a picture. What such a network draws is the same every few pixels, so it has the
/// frequencies of that period and no others: the score is how much stronger these are than those around them. Nothing else asked of a restoration sees it (it is
/// a level or two high), and people do, in hair and on smooth skin. Stateless.
/// </summary>
public static class MeshScore
{
    /// <summary>Side of the windows that a picture is looked at through, pixels.</summary>
    private const int Window = 32;

    /// <summary>Distance of the frequencies around one, bins of a window: the next one has part of a peak, because windows end softly.</summary>
    private const int Around = 2;

    /// <summary>Smaller than what rounding to whole levels makes of an even picture, so that it decides nothing and no logarithm is of 0.</summary>
    private const double Floor = .01;

    private static readonly double Decibel = 20 / Math.Log(10);

    /// <summary>Whether a picture of a size can be scored: it has to hold one window.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static bool Takes(int width, int height) => Math.Min(width, height) >= Window;

    /// <summary>Scores a picture. Horizontal and vertical stripes have no part in it: pictures are full of edges that lie so.</summary>
    /// <param name="picture">8-bit BGR, of a size that <see cref="Takes"/> allows.</param>
    /// <param name="period">Period of the mesh, 4, 8 or 16 pixels.</param>
    /// <returns>Decibels; about 0 for a picture without, in the mean of many.</returns>
    /// <exception cref="ArgumentException">The picture or the period is not as stated.</exception>
    public static double Score(Mat picture, int period = 8)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Type() != MatType.CV_8UC3 || !Takes(picture.Width, picture.Height))
        {
            throw new ArgumentException($"The mesh is looked for in 8-bit BGR pictures of {Window} pixels or more each way; this one is {picture.Type()}, {picture.Width}x{picture.Height}.", nameof(picture));
        }

        if (period is not (4 or 8 or 16))
        {
            throw new ArgumentException($"A mesh of period {period} was asked for; it is 4, 8 or 16.", nameof(period));
        }

        using Mat grey = new(), ends = new(), strength = Mat.Zeros(Window, Window, MatType.CV_32FC1);
        Cv2.CreateHanningWindow(ends, new Size(Window, Window), MatType.CV_32FC1);
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        grey.ConvertTo(grey, MatType.CV_32FC1);
        (int height, int width, int windows) = (grey.Height, grey.Width, 0);
        for (int y = 0; y + Window <= height; y += Window)
        {
            for (int x = 0; x + Window <= width; x += Window, windows++)
            {
                using Mat part = grey[new Rect(x, y, Window, Window)];
                AddStrengths(part, ends, strength);
            }
        }

        return Decibel * Excess(strength, Window / period) / windows;
    }

    /// <summary>Adds the logarithm of each frequency's magnitude: in the mean of these a faint mesh on skin counts as much as a strong one in hair.</summary>
    private static void AddStrengths(Mat part, Mat ends, Mat strength)
    {
        using Mat windowed = new(), spectrum = new(), magnitude = new();
        Cv2.Subtract(part, Cv2.Mean(part), windowed);
        Cv2.Multiply(windowed, ends, windowed);
        Cv2.Dft(windowed, spectrum, DftFlags.ComplexOutput);
        Mat[] parts = Cv2.Split(spectrum);
        Cv2.Magnitude(parts[0], parts[1], magnitude);
        Array.ForEach(parts, p => p.Dispose());
        Cv2.Add(magnitude, Scalar.All(Floor), magnitude);
        Cv2.Log(magnitude, magnitude);
        Cv2.Add(strength, magnitude, strength);
    }

    /// <summary>The mean over the mesh's frequencies, those of stripes left out, of their strength less that around them.</summary>
    private static double Excess(Mat strength, int step)
    {
        double sum = 0;
        int count = 0;
        for (int y = step; y < Window; y += step)
        {
            for (int x = step; x <= Window / 2; x += step, count++)
            {
                sum += strength.At<float>(y, x) - MeanAround(strength, y, x);
            }
        }

        return sum / count;
    }

    private static double MeanAround(Mat strength, int y, int x)
    {
        double sum = 0;
        int count = 0;
        for (int dy = -Around; dy <= Around; dy++)
        {
            for (int dx = -Around; dx <= Around; dx++)
            {
                if (Math.Max(Math.Abs(dx), Math.Abs(dy)) == Around)
                {
                    (sum, count) = (sum + strength.At<float>((y + dy + Window) % Window, (x + dx + Window) % Window), count + 1);
                }
            }
        }

        return sum / count;
    }
}
