using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>A square of an image that the detector looks at; may reach over the image's border (shown black there).</summary>
/// <param name="X">Left edge; the image's left edge is 0, its first pixel ends at 1.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Side">Length of a side in image pixels.</param>
internal readonly record struct SearchSquare(double X, double Y, double Side)
{
    /// <summary>The smallest square, centred, that shows all of an image.</summary>
    public static SearchSquare Whole(Size image)
    {
        double side = Math.Max(image.Width, image.Height);
        return new((image.Width - side) / 2, (image.Height - side) / 2, side);
    }

    /// <summary>The square in which a face takes the given part of the side.</summary>
    public static SearchSquare Around(Rect2f face, double part)
    {
        double side = Math.Max(face.Width, face.Height) / part;
        return new(face.X + (face.Width / 2.0) - (side / 2), face.Y + (face.Height / 2.0) - (side / 2), side);
    }

    /// <summary>The square around the same centre, larger by a factor.</summary>
    public SearchSquare Widened(double factor) => new(X - (Side * (factor - 1) / 2), Y - (Side * (factor - 1) / 2), Side * factor);
}
