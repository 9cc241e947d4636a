using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Compositing;

/// <summary>
/// The mask of a face: an ellipse around the middle of its aligned crop, where the template has put the key points, 1 inside and
/// fading smoothly to 0 at its border. Lengths are parts of the crop's side, places are parts from its corner.
/// </summary>
internal readonly record struct FaceMask(double RadiusX, double RadiusY, double Feather)
{
    /// <summary>The mask at a squared distance from the middle, counted in radii.</summary>
    public float At(double squaredRadius)
    {
        double t = (1 - Math.Sqrt(squaredRadius)) / Feather;
        return t <= 0 ? 0 : t >= 1 ? 1 : (float)(t * t * (3 - (2 * t)));
    }

    /// <summary>The mask of every pixel of a crop.</summary>
    public float[] Sampled(int cropSize)
    {
        float[] mask = new float[cropSize * cropSize];
        for (int y = 0; y < cropSize; y++)
        {
            for (int x = 0; x < cropSize; x++)
            {
                double dx = (((x + 0.5) / cropSize) - 0.5) / RadiusX, dy = (((y + 0.5) / cropSize) - 0.5) / RadiusY;
                mask[(y * cropSize) + x] = At((dx * dx) + (dy * dy));
            }
        }

        return mask;
    }

    /// <summary>The mask as it lies in an image.</summary>
    public PlacedMask Place(in SimilarityTransform imageToCrop, int cropSize)
    {
        double n = cropSize, middle = (n - 1) / 2;
        return new(
            this,
            new(imageToCrop.A / (RadiusX * n), -imageToCrop.B / (RadiusX * n), (imageToCrop.Tx - middle) / (RadiusX * n)),
            new(imageToCrop.B / (RadiusY * n), imageToCrop.A / (RadiusY * n), (imageToCrop.Ty - middle) / (RadiusY * n)));
    }
}

/// <summary>A face's mask as it lies in an image: image pixels are mapped to the unit circle.</summary>
/// <param name="Mask">The shape.</param>
/// <param name="U">First coordinate of the unit circle.</param>
/// <param name="V">Second coordinate of the unit circle.</param>
internal readonly record struct PlacedMask(FaceMask Mask, LinearMap U, LinearMap V)
{
    /// <summary>The mask at a pixel.</summary>
    public float At(int x, int y)
    {
        double u = U.At(x, y), v = V.At(x, y);
        return Mask.At((u * u) + (v * v));
    }

    /// <summary>The pixels of an image among which are all those where the mask is above 0; empty where there are none.</summary>
    public Rect Bounds(Size image)
    {
        // The middle and the half extents of the ellipse, from the inverse of the linear part.
        double determinant = (U.X * V.Y) - (U.Y * V.X);
        double middleX = ((U.Y * V.Constant) - (V.Y * U.Constant)) / determinant, middleY = ((V.X * U.Constant) - (U.X * V.Constant)) / determinant;
        double halfX = Math.Sqrt((V.Y * V.Y) + (U.Y * U.Y)) / Math.Abs(determinant), halfY = Math.Sqrt((V.X * V.X) + (U.X * U.X)) / Math.Abs(determinant);
        double left = Math.Max(0, Math.Ceiling(middleX - halfX)), right = Math.Min(image.Width - 1, Math.Floor(middleX + halfX));
        double top = Math.Max(0, Math.Ceiling(middleY - halfY)), bottom = Math.Min(image.Height - 1, Math.Floor(middleY + halfY));
        return left <= right && top <= bottom ? new((int)left, (int)top, (int)(right - left) + 1, (int)(bottom - top) + 1) : default;
    }

    /// <summary>First pixel of a row inside the mask and the one after the last; equal where the row misses it.</summary>
    public (int Start, int End) Row(int y, Rect bounds)
    {
        double u = (U.Y * y) + U.Constant, v = (V.Y * y) + V.Constant;
        double a = (U.X * U.X) + (V.X * V.X), halfB = (U.X * u) + (V.X * v), c = (u * u) + (v * v) - 1, discriminant = (halfB * halfB) - (a * c);
        if (discriminant <= 0)
        {
            return (bounds.Left, bounds.Left);
        }

        double root = Math.Sqrt(discriminant);
        int start = (int)Math.Max(bounds.Left, Math.Ceiling((-halfB - root) / a)), end = (int)Math.Min(bounds.Right, Math.Floor((-halfB + root) / a) + 1);
        return (start, Math.Max(start, end));
    }
}

/// <summary><c>X x + Y y + Constant</c>.</summary>
internal readonly record struct LinearMap(double X, double Y, double Constant)
{
    public double At(double x, double y) => (X * x) + (Y * y) + Constant;
}
