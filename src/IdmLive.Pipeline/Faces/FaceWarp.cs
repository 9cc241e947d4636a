using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Cuts aligned crops out of images without aliasing: while the face is much too large the image is halved, then it is sampled on a grid
/// finer than the crop, which <see cref="CubicDecimation"/> brings down to the crop.
/// </summary>
public static class FaceWarp
{
    // One sample in each direction serves up to this many image pixels: bilinear interpolation itself covers a little more than one.
    private const double PixelsPerSample = 1.08;
    private const int MaxSamplesPerPixel = 3;

    /// <summary>Fills <paramref name="crop"/> with the part of the image that the transform maps onto it.</summary>
    /// <param name="image">8-bit or 16-bit unsigned, 1 to 4 channels; not changed.</param>
    /// <param name="imageToCrop">From image pixels to crop pixels.</param>
    /// <param name="crop">Allocated by the caller, of the image's pixel type, any size; overwritten. Beyond the image's border it shows the mirrored image.</param>
    /// <exception cref="ArgumentException">An image is empty, the pixel types differ or the transform is not finite.</exception>
    public static void ToCrop(Mat image, in SimilarityTransform imageToCrop, Mat crop)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(crop);
        if (image.Empty() || crop.Empty() || image.Type() != crop.Type())
        {
            throw new ArgumentException(
                $"A crop of {crop.Width}x{crop.Height} {crop.Type()} cannot be cut from an image of {image.Width}x{image.Height} {image.Type()}; both need pixels of the same type.");
        }

        double shrink = 1 / imageToCrop.Scale;
        if (!double.IsFinite(shrink) || !double.IsFinite(imageToCrop.Tx) || !double.IsFinite(imageToCrop.Ty))
        {
            throw new ArgumentException($"A crop cannot be cut with the transform {imageToCrop}; it must be finite and not zero.");
        }

        int halvings = 0;
        while (shrink > PixelsPerSample * MaxSamplesPerPixel)
        {
            shrink /= 2;
            halvings++;
        }

        Rect area = SourceArea(imageToCrop.Inverse, crop.Size(), image.Size(), 1 << halvings);
        using Mat region = new(image, area);
        SimilarityTransform t = Shifted(imageToCrop, area.X, area.Y);
        if (halvings == 0)
        {
            Sample(region, t, shrink, crop);
            return;
        }

        int factor = 1 << halvings;
        using Mat reduced = new();
        Cv2.Resize(region, reduced, new Size(Math.Max(1, area.Width / factor), Math.Max(1, area.Height / factor)), 0, 0, InterpolationFlags.Area);
        double fx = (double)area.Width / reduced.Width, fy = (double)area.Height / reduced.Height;
        Sample(reduced, Enlarged(t, (fx + fy) / 2), shrink, crop);
    }

    private static void Sample(Mat source, SimilarityTransform t, double shrink, Mat crop)
    {
        int samples = (int)Math.Ceiling(shrink / PixelsPerSample);
        if (samples <= 1)
        {
            Warp(source, t, crop, InterpolationFlags.Cubic);
            return;
        }

        // Sample i of n in a cell of the crop lies at (i + 0.5) / n - 0.5; the cells around the crop are needed too.
        int margin = CubicDecimation.Margin * samples;
        double n = samples, shift = ((n - 1) / 2) + margin;
        SimilarityTransform fine = new(t.A * n, t.B * n, (t.Tx * n) + shift, (t.Ty * n) + shift);
        using Mat grid = new((crop.Rows * samples) + (2 * margin), (crop.Cols * samples) + (2 * margin), crop.Type());
        Warp(source, fine, grid, InterpolationFlags.Linear);
        CubicDecimation.Reduce(grid, crop, samples);
    }

    private static void Warp(Mat source, SimilarityTransform t, Mat target, InterpolationFlags interpolation)
    {
        SimilarityTransform inverse = t.Inverse;
        using Mat matrix = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { inverse.A, -inverse.B, inverse.Tx, inverse.B, inverse.A, inverse.Ty });
        Cv2.WarpAffine(source, target, matrix, target.Size(), interpolation | InterpolationFlags.WarpInverseMap, BorderTypes.Reflect101);
    }

    private static SimilarityTransform Shifted(SimilarityTransform t, double x, double y)
    {
        Point2d origin = t.Map(new(x, y));
        return t with { Tx = origin.X, Ty = origin.Y };
    }

    // From pixels of an image reduced by the factor: its pixel (i, j) is centred on (factor (i + 0.5) - 0.5, ...) of the full one.
    private static SimilarityTransform Enlarged(SimilarityTransform t, double factor)
    {
        Point2d origin = t.Map(new((factor - 1) / 2, (factor - 1) / 2));
        return new(t.A * factor, t.B * factor, origin.X, origin.Y);
    }

    /// <summary>
    /// The pixels a crop is made of, those that its mirrored parts need included. Its corners lie on multiples of
    /// <paramref name="grid"/>, so that halving a video's frames always averages the same pixels.
    /// </summary>
    private static Rect SourceArea(SimilarityTransform cropToImage, Size crop, Size image, int grid)
    {
        ReadOnlySpan<Point2d> corners = [new(-0.5, -0.5), new(crop.Width - 0.5, -0.5), new(-0.5, crop.Height - 0.5), new(crop.Width - 0.5, crop.Height - 0.5)];
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (Point2d corner in corners)
        {
            Point2d p = cropToImage.Map(corner);
            (left, right) = (Math.Min(left, p.X), Math.Max(right, p.X));
            (top, bottom) = (Math.Min(top, p.Y), Math.Max(bottom, p.Y));
        }

        // Four crop pixels for the cells around the crop, and what interpolation needs.
        double margin = (CubicDecimation.Margin * cropToImage.Scale) + (4 * grid);
        (int x, int width) = Extent(left - margin, right + margin, image.Width, grid);
        (int y, int height) = Extent(top - margin, bottom + margin, image.Height, grid);
        return new(x, y, width, height);
    }

    private static (int Start, int Length) Extent(double low, double high, int size, int grid)
    {
        double last = size - 1, mirroredLow = low < 0 ? -low : high, mirroredHigh = high > last ? (2 * last) - high : low;
        double start = Math.Clamp(Math.Min(low, mirroredHigh), 0, last), end = Math.Clamp(Math.Max(high, mirroredLow), 0, last);
        int first = (int)start / grid * grid;
        int length = (((int)Math.Ceiling(end) - first) / grid * grid) + grid;
        return (first, length <= size - first ? length : Math.Max((size - first) / grid * grid, Math.Min(grid, size - first)));
    }
}
