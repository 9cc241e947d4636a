using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

/// <summary>A real face (Eileen Collins, NASA, public domain) and pictures made with it.</summary>
internal static class Portrait
{
    /// <summary>Width of the face in the photograph, as a detector's box has it.</summary>
    private const double FaceWidth = 104;

    private static readonly Point2d FaceCentre = new(224.5, 126);

    /// <summary>Where the key points are, by eye.</summary>
    public static FaceKeyPoints KeyPoints { get; } = new(new(202.3f, 101.5f), new(247.3f, 102.7f), new(222.5f, 126), new(203.5f, 145.5f), new(242.5f, 146.5f));

    /// <summary>The photograph, 512 x 512.</summary>
    public static Mat Load() => Cv2.ImRead(Path.Combine(AppContext.BaseDirectory, "Assets", "astronaut.png"), ImreadModes.Color);

    /// <summary>From pixels of the photograph to those of a picture that shows the face with this width, place and tilt.</summary>
    public static SimilarityTransform Placement(double faceWidth, double x, double y, double degrees = 0)
    {
        double scale = faceWidth / FaceWidth, radians = degrees * Math.PI / 180;
        double a = scale * Math.Cos(radians), b = scale * Math.Sin(radians);
        return new(a, b, x - ((a * FaceCentre.X) - (b * FaceCentre.Y)), y - ((b * FaceCentre.X) + (a * FaceCentre.Y)));
    }

    /// <summary>Draws the photograph into a picture.</summary>
    public static void Draw(Mat picture, SimilarityTransform placement)
    {
        using Mat photograph = Load(), reduced = new();
        double factor = Math.Max(1, 1 / placement.Scale);
        Size size = new(Math.Round(photograph.Width / factor), Math.Round(photograph.Height / factor));
        Cv2.Resize(photograph, reduced, size, 0, 0, InterpolationFlags.Area);
        double f = (double)photograph.Width / size.Width;
        Point2d origin = placement.Map(new((f - 1) / 2, (f - 1) / 2));
        using Mat matrix = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[]
        {
            placement.A * f, -placement.B * f, origin.X, placement.B * f, placement.A * f, origin.Y,
        });
        Cv2.WarpAffine(reduced, picture, matrix, picture.Size(), InterpolationFlags.Cubic, BorderTypes.Transparent);
    }

    /// <summary>A picture of soft shapes and noise, without a face.</summary>
    public static Mat Background(int width, int height, int seed)
    {
        byte[] noise = new byte[width * height * 3], shapes = new byte[12 * 12 * 3];
        Random random = new(seed);
        random.NextBytes(noise);
        random.NextBytes(shapes);
        using Mat fine = Mat.FromPixelData(height, width, MatType.CV_8UC3, noise), coarse = Mat.FromPixelData(12, 12, MatType.CV_8UC3, shapes), soft = new();
        Cv2.Resize(coarse, soft, fine.Size(), 0, 0, InterpolationFlags.Cubic);
        Mat picture = new();
        Cv2.AddWeighted(soft, 0.7, fine, 0.15, 10, picture);
        return picture;
    }

    /// <summary>A picture with one face.</summary>
    public static Mat Scene(int width, int height, SimilarityTransform placement)
    {
        Mat picture = Background(width, height, seed: 7);
        Draw(picture, placement);
        return picture;
    }
}
