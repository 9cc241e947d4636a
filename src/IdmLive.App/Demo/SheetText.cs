using OpenCvSharp;

namespace IdmLive.App.Demo;

/// <summary>
/// Writes text on pictures. OpenCV's stroke font is drawn four times as large and scaled down, which makes it smooth; it needs no font
/// file on the machine. ASCII only.
/// </summary>
internal static class SheetText
{
    private const int Oversampling = 4;
    private const double HeightOfFont = 21; // cap height of the font at scale 1, in pixels
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    /// <summary>Writes a line.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="text">The line; other characters than ASCII show as question marks.</param>
    /// <param name="at">Left end of the base line.</param>
    /// <param name="height">Height of a capital in pixels.</param>
    /// <param name="colour">Colour.</param>
    /// <param name="weight">Thickness of the strokes in pixels.</param>
    public static void Write(Mat picture, string text, Point at, double height, Scalar colour, double weight = 1.1)
    {
        if (text.Length == 0)
        {
            return;
        }

        double scale = height * Oversampling / HeightOfFont;
        int thickness = Math.Max(1, (int)Math.Round(weight * Oversampling));
        Size size = Cv2.GetTextSize(text, Font, scale, thickness, out int below);
        int margin = 2 * Oversampling;
        using Mat large = new(size.Height + below + (2 * margin), size.Width + (2 * margin), MatType.CV_8UC1, Scalar.All(0));
        Cv2.PutText(large, text, new Point(margin, margin + size.Height), Font, scale, Scalar.All(255), thickness, LineTypes.AntiAlias);
        using Mat ink = new();
        Cv2.Resize(large, ink, new Size(large.Width / Oversampling, large.Height / Oversampling), 0, 0, InterpolationFlags.Area);

        Rect wanted = new(at.X - (margin / Oversampling), at.Y - ((margin + size.Height) / Oversampling), ink.Width, ink.Height);
        Rect there = wanted & new Rect(0, 0, picture.Width, picture.Height);
        for (int y = there.Top; y < there.Bottom; y++)
        {
            for (int x = there.Left; x < there.Right; x++)
            {
                double cover = ink.At<byte>(y - wanted.Y, x - wanted.X) / 255.0;
                Vec3b paper = picture.At<Vec3b>(y, x);
                picture.At<Vec3b>(y, x) = new(Mix(paper.Item0, colour.Val0), Mix(paper.Item1, colour.Val1), Mix(paper.Item2, colour.Val2));

                byte Mix(byte under, double over) => (byte)Math.Round((under * (1 - cover)) + (over * cover));
            }
        }
    }

    /// <summary>Width of a line in pixels.</summary>
    public static int Width(string text, double height, double weight = 1.1) =>
        Cv2.GetTextSize(text, Font, height / HeightOfFont, Math.Max(1, (int)Math.Round(weight)), out _).Width;
}
