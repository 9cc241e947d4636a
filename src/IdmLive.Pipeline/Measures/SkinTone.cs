using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How light the skin of a face is in a picture: the individual typology angle of Chardon et al. (1991), <c>atan((L* - 50) / b*)</c>, above 41 degrees for light
/// skin, below 10 for brown and dark skin. It is the picture's skin, with the picture's light and colour; glasses with large frames and beards reach into it. Stateless.
/// </summary>
public static class SkinTone
{
    // Between eye and mouth, a little outwards: the middle of the cheek.
    private const double Outwards = .25, Down = .55, PatchPart = .05;

    /// <summary>The angle of both cheeks.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template, 32 pixels or more.</param>
    /// <returns>Degrees, -90 to 90.</returns>
    /// <exception cref="ArgumentException">The crop is not as stated.</exception>
    public static double Angle(Mat crop)
    {
        ArgumentNullException.ThrowIfNull(crop);
        if (crop.Width != crop.Height || crop.Width < 32 || crop.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"Skin is measured in a square crop of 32 pixels or more, 8-bit BGR; this one has {crop.Width}x{crop.Height} {crop.Type()}.", nameof(crop));
        }

        FaceKeyPoints p = FaceTemplate.KeyPoints(crop.Width);
        List<(double L, double B)> pixels = [.. Patch(crop, p.RightEye, p.RightMouthCorner, p.LeftEye), .. Patch(crop, p.LeftEye, p.LeftMouthCorner, p.RightEye)];
        double lightness = new Quantiles(pixels.Select(x => x.L)).At(.5), yellow = new Quantiles(pixels.Select(x => x.B)).At(.5);
        return double.RadiansToDegrees(Math.Atan2(lightness - 50, Math.Max(yellow, 1e-3)));
    }

    private static IEnumerable<(double L, double B)> Patch(Mat crop, Point2f eye, Point2f mouth, Point2f otherEye)
    {
        Point2f centre = eye + ((mouth - eye) * Down) + ((eye - otherEye) * (Outwards * .5));
        int half = Math.Max(1, (int)(PatchPart * crop.Width / 2));
        using Mat patch = new(crop, new Rect((int)centre.X - half, (int)centre.Y - half, (2 * half) + 1, (2 * half) + 1));
        using Mat lab = ColourShift.Lab(patch);
        Vec3f[] values = lab.AsSpan<Vec3f>().ToArray();
        return values.Select(v => ((double)v.Item0, (double)v.Item2));
    }
}
