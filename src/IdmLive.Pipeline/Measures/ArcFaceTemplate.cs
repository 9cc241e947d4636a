using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// The ArcFace template: where networks of this family were trained to find the five key points, in 112 pixels. Other sizes are the
/// same picture resized. Stateless, any thread.
/// </summary>
internal static class ArcFaceTemplate
{
    private const double ReferenceSize = 112;

    private static readonly Point2d[] Reference =
        [new(38.2946, 51.6963), new(73.5318, 51.5014), new(56.0252, 71.7366), new(41.5493, 92.3655), new(70.7299, 92.2041)];

    /// <summary>The transform from image pixels to pixels of an input of <paramref name="inputSize"/> that fits the key points best.</summary>
    public static SimilarityTransform Align(FaceKeyPoints points, int inputSize)
    {
        // Pixel centres at integers: a picture that is resized keeps its corner, which lies half a pixel before.
        double scale = inputSize / ReferenceSize;
        Point2d[] to = [.. Reference.Select(p => new Point2d(((p.X + 0.5) * scale) - 0.5, ((p.Y + 0.5) * scale) - 0.5))];
        return SimilarityFit.Fit([.. Points(points)], to);
    }

    /// <summary>The five key points in the order of <see cref="FaceKeyPoints"/>.</summary>
    public static Point2d[] Points(FaceKeyPoints p) =>
        [Double(p.RightEye), Double(p.LeftEye), Double(p.Nose), Double(p.RightMouthCorner), Double(p.LeftMouthCorner)];

    private static Point2d Double(Point2f p) => new(p.X, p.Y);
}
