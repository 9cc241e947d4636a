using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The FFHQ template: where the five key points of an aligned face lie in a square crop. The reference size is 512 pixels; other
/// sizes are the same picture resized, so a 256 pixel crop covers exactly what the 512 pixel crop covers.
/// </summary>
public static class FaceTemplate
{
    private const double ReferenceSize = 512;

    private static readonly Point2d[] Reference =
    [
        new(192.98138, 239.94708), new(318.90277, 240.1936), new(256.63416, 314.01935), new(201.26117, 371.41043), new(313.08905, 371.15118),
    ];

    /// <summary>Half the width of the mouth as a part of the distance between the eyes.</summary>
    internal static double HalfMouthToEyeDistance { get; } = (Reference[4].X - Reference[3].X) / (Reference[1].X - Reference[0].X) / 2;

    /// <summary>The key points of the template in a crop of <paramref name="cropSize"/> pixels (pixel centres at integers).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 8.</exception>
    public static FaceKeyPoints KeyPoints(int cropSize)
    {
        Span<Point2d> p = stackalloc Point2d[5];
        Scaled(cropSize, p);
        return new(Float(p[0]), Float(p[1]), Float(p[2]), Float(p[3]), Float(p[4]));

        static Point2f Float(Point2d q) => new((float)q.X, (float)q.Y);
    }

    /// <summary>The transform from image pixels to crop pixels that brings the key points closest to the template.</summary>
    /// <param name="points">Key points in image pixels.</param>
    /// <param name="cropSize">Width and height of the crop, 8 or more.</param>
    /// <exception cref="ArgumentException">The points coincide or are not finite.</exception>
    public static SimilarityTransform Align(FaceKeyPoints points, int cropSize)
    {
        Span<Point2d> to = stackalloc Point2d[5];
        Scaled(cropSize, to);
        ReadOnlySpan<Point2d> from =
        [
            Double(points.RightEye), Double(points.LeftEye), Double(points.Nose), Double(points.RightMouthCorner), Double(points.LeftMouthCorner),
        ];
        return SimilarityFit.Fit(from, to);

        static Point2d Double(Point2f p) => new(p.X, p.Y);
    }

    private static void Scaled(int cropSize, Span<Point2d> points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cropSize, 8);
        double scale = cropSize / ReferenceSize;
        for (int i = 0; i < points.Length; i++)
        {
            // The corner of the picture, not the centre of its first pixel, is what stays when a picture is resized.
            points[i] = new(((Reference[i].X + 0.5) * scale) - 0.5, ((Reference[i].Y + 0.5) * scale) - 0.5);
        }
    }
}
