using IdmLive.Pipeline.Faces;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>Finds the faces of a picture, or its middle or tiles, and cuts them. One call at a time.</summary>
internal sealed class CropCutter : IDisposable
{
    // The size at which sharpness and hash are taken whatever sizes are asked for, so that their figures can be compared.
    private const int MeasuredSize = 256;
    private const int SmallestPicture = 16;

    // Portraits that hide half their face are found less surely; what is found so is judged by its score.
    private const float LenientScore = .25f;

    // Measured on portraits: a face's box is .57 of its crop (.55 to .61). Faces of half the size that is used are found as well, and listed.
    private const double FaceOfSquare = .57, ListedPart = .5;

    // Points in each direction at which a crop's square is asked whether it lies inside the picture.
    private const int InsideGrid = 32;

    private readonly CropRules _rules;
    private readonly BlazeFaceDetector? _detector;
    private readonly BlazeFaceDetector? _lenient;

    /// <summary>Loads the detector, where faces are looked for.</summary>
    public CropCutter(CropRules rules)
    {
        _rules = rules;
        if (rules.Align)
        {
            double smallest = rules.Sizes[0] / rules.LargestEnlargement * FaceOfSquare * ListedPart;
            FaceSearchOptions search = FaceSearchOptions.Photo with { SmallestFace = Math.Max(FaceSearchOptions.Photo.SmallestFace, smallest) };
            _detector = new(new BlazeFaceOptions { Search = search });
            _lenient = new(new BlazeFaceOptions { Search = search with { Tiles = FaceSearchTiles.Never }, MinimumScore = LenientScore });
        }
    }

    /// <summary>Cuts the crops of a picture; for faces the largest first.</summary>
    /// <param name="image">8-bit BGR; not changed.</param>
    public IReadOnlyList<CropCut> Cut(Mat image)
    {
        if (Math.Min(image.Width, image.Height) < SmallestPicture)
        {
            return [];
        }

        return _detector is null ? [.. Squares(image).Select(square => CutSquare(image, square))] : [.. Faces(image).Select(face => CutFace(image, face))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detector?.Dispose();
        _lenient?.Dispose();
    }

    private IReadOnlyList<DetectedFace> Faces(Mat image)
    {
        IReadOnlyList<DetectedFace> faces = _detector!.Detect(image);
        return faces.Count > 0 ? faces : [.. _lenient!.Detect(image).Take(1)];
    }

    private IEnumerable<Rect> Squares(Mat image)
    {
        int side = Math.Min(image.Width, image.Height), tile = _rules.Sizes[^1];
        if (!_rules.Tiles || side < tile)
        {
            yield return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
            yield break;
        }

        int columns = image.Width / tile, rows = image.Height / tile;
        int left = (image.Width - (columns * tile)) / 2, top = (image.Height - (rows * tile)) / 2;
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                yield return new(left + (x * tile), top + (y * tile), tile, tile);
            }
        }
    }

    private CropCut CutFace(Mat image, DetectedFace face)
    {
        SimilarityTransform measured = FaceTemplate.Align(face.KeyPoints, MeasuredSize);
        double side = MeasuredSize / measured.Scale;
        return Finish(face, side, Inside(measured.Inverse, image.Size()), size =>
        {
            Mat crop = new(size, size, MatType.CV_8UC3);
            FaceWarp.ToCrop(image, FaceTemplate.Align(face.KeyPoints, size), crop);
            return crop;
        });
    }

    private CropCut CutSquare(Mat image, Rect square) => Finish(null, square.Width, 1, size =>
    {
        using Mat part = image[square];
        Mat crop = new();
        Cv2.Resize(part, crop, new Size(size, size), 0, 0, size < square.Width ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        return crop;
    });

    private CropCut Finish(DetectedFace? face, double side, double inside, Func<int, Mat> cut)
    {
        using Mat measured = cut(MeasuredSize);
        using Mat grey = measured.CvtColor(ColorConversionCodes.BGR2GRAY);
        List<(int, byte[])> pictures = [];

        // Too small a crop is set aside, not thrown away: it is written at the smallest size.
        foreach (int size in _rules.Sizes.Where(s => s == _rules.Sizes[0] || s <= side * _rules.LargestEnlargement))
        {
            using Mat crop = cut(size);
            Cv2.ImEncode(".png", crop, out byte[] png);
            pictures.Add((size, png));
        }

        return new(face, side, inside, Sharpness(grey), PerceptualHash.Of(grey)) { Pictures = pictures, Thumbnail = PictureLikeness.Thumbnail(grey) };
    }

    /// <summary>The variance of the Laplacian in the middle: the face without hair and background.</summary>
    private static double Sharpness(Mat grey)
    {
        const int Border = MeasuredSize * 3 / 16;
        using Mat edges = new();
        Cv2.Laplacian(grey, edges, MatType.CV_32FC1);
        using Mat middle = edges[new Rect(Border, Border, MeasuredSize - (2 * Border), MeasuredSize - (2 * Border))];
        Cv2.MeanStdDev(middle, out _, out Scalar deviation);
        return deviation[0] * deviation[0];
    }

    private static double Inside(SimilarityTransform cropToImage, Size image)
    {
        int inside = 0;
        for (int i = 0; i < InsideGrid * InsideGrid; i++)
        {
            double x = ((i % InsideGrid) + .5) * MeasuredSize / InsideGrid, y = ((i / InsideGrid) + .5) * MeasuredSize / InsideGrid;
            Point2d p = cropToImage.Map(new(x - .5, y - .5));
            inside += p.X > -.5 && p.X < image.Width - .5 && p.Y > -.5 && p.Y < image.Height - .5 ? 1 : 0;
        }

        return (double)inside / (InsideGrid * InsideGrid);
    }
}
