using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>
/// How alike two crops are in detail, which a hash cannot tell: aligned faces have eyes, nose and mouth in the same places, and two
/// persons before the same backdrop may differ in four bits of 64.
/// </summary>
internal static class PictureLikeness
{
    /// <summary>Width and height of a thumbnail.</summary>
    public const int ThumbnailSide = 64;

    // The middle of one picture is looked for around the middle of the other: a copy's key points are found a little elsewhere.
    private const int Border = 12, Shift = 3;

    // What is coarser than this many pixels of a thumbnail is light and backdrop, and says little.
    private const double CoarseSigma = 4;

    /// <summary>A thumbnail to compare: 64 x 64 grey bytes.</summary>
    /// <param name="grey">8-bit, one channel, square.</param>
    public static byte[] Thumbnail(Mat grey)
    {
        using Mat small = new();
        Cv2.Resize(grey, small, new Size(ThumbnailSide, ThumbnailSide), 0, 0, InterpolationFlags.Area);
        small.GetArray(out byte[] bytes);
        return bytes;
    }

    /// <summary>Correlation of the fine structure of two thumbnails at the best shift, -1 to 1.</summary>
    public static double Of(byte[] a, byte[] b)
    {
        using Mat one = Detail(a), other = Detail(b), found = new();
        using Mat middle = one[Inner(Border)], around = other[Inner(Border - Shift)];
        Cv2.MatchTemplate(around, middle, found, TemplateMatchModes.CCoeffNormed);
        Cv2.MinMaxLoc(found, out double _, out double best);
        return Math.Clamp(best, -1, 1);
    }

    private static Rect Inner(int border) => new(border, border, ThumbnailSide - (2 * border), ThumbnailSide - (2 * border));

    private static Mat Detail(byte[] thumbnail)
    {
        using Mat bytes = Mat.FromPixelData(ThumbnailSide, ThumbnailSide, MatType.CV_8UC1, thumbnail);
        using Mat values = new(), coarse = new();
        bytes.ConvertTo(values, MatType.CV_32FC1);
        Cv2.GaussianBlur(values, coarse, default, CoarseSigma);
        Mat detail = new();
        Cv2.Subtract(values, coarse, detail);
        return detail;
    }
}
