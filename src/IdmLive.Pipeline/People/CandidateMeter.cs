using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Measures aligned crops for <see cref="FrameChooser"/>. Sharpness and noise as live (<see cref="DegradationMeter"/>); yaw and pitch from the place
/// of the nose among eyes and mouth; light from means over the face; the mouth by <see cref="MouthMeter"/>. Not thread-safe.
/// </summary>
public sealed class CandidateMeter : IDisposable
{
    private const int ThumbnailSize = 16;

    // Parts of the crop: brows to lips between the outer corners of the eyes, and the same with jaw and temples.
    private static readonly Rect2d Face = new(.34, .39, .32, .42), Whole = new(.25, .3, .5, .56);

    private readonly DegradationMeter _degradation = new();
    private readonly MouthMeter _mouth = new();
    private readonly FaceEmbedder _embedder = new();
    private readonly Mat _grey = new(), _most = new(), _least = new(), _flat = new(), _small = new();

    /// <summary>How far the head is turned to the person's own left (positive) or right, in distances of the eyes.</summary>
    /// <param name="points">In pixels of any picture that is not mirrored.</param>
    public static double Yaw(FaceKeyPoints points)
    {
        (double along, _, double eyes) = Nose(points);
        return along / eyes;
    }

    /// <summary>How far the nose stands below (positive, looking down) or above its place between eyes and mouth in the template.</summary>
    /// <param name="points">In pixels of any picture.</param>
    public static double Pitch(FaceKeyPoints points) => Height(points) - Height(FaceTemplate.KeyPoints(512));

    /// <summary>Measures a crop.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    /// <param name="points">The key points it was aligned by, in pixels of any picture that is not mirrored.</param>
    /// <param name="sourceWidth">Width of the crop's square in the source, in pixels.</param>
    public CandidateFacts Measure(Mat crop, FaceKeyPoints points, double sourceWidth)
    {
        Check(crop);
        Degradation degradation = _degradation.Measure(crop);
        Cv2.CvtColor(crop, _grey, ColorConversionCodes.BGR2GRAY);
        using Mat face = new(_grey, On(crop, Face)), colours = new(crop, On(crop, Face));
        using Mat right = new(face, new Rect(0, 0, face.Width / 2, face.Height)), left = new(face, new Rect(face.Width - (face.Width / 2), 0, face.Width / 2, face.Height));
        double near = Cv2.Mean(right).Val0, far = Cv2.Mean(left).Val0;
        Scalar colour = Cv2.Mean(colours);
        (double opening, double width) = _mouth.Measure(crop);
        return new()
        {
            Sharpness = degradation.Sharpness,
            Noise = degradation.Noise,
            SourceWidth = sourceWidth,
            Brightness = Cv2.Mean(face).Val0,
            SideLight = (far - near) / Math.Max(1, far + near),
            Warmth = (colour.Val2 - colour.Val0) / Math.Max(1, colour.Val2 + colour.Val0),
            Flatness = Flatness(crop),
            Yaw = Yaw(points),
            Pitch = Pitch(points),
            MouthOpening = opening,
            MouthWidth = width,
        };
    }

    /// <summary>The embedding of a crop, of length 1.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    public float[] Embed(Mat crop) => FaceEmbedder.Normalized(_embedder.EmbedAligned(crop));

    /// <summary>Brightness of the face at 16 x 16 pixels.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    public byte[] Thumbnail(Mat crop)
    {
        Check(crop);
        Cv2.CvtColor(crop, _grey, ColorConversionCodes.BGR2GRAY);
        using Mat whole = new(_grey, On(crop, Whole));
        Cv2.Resize(whole, _small, new Size(ThumbnailSize, ThumbnailSize), 0, 0, InterpolationFlags.Area);
        return [.. _small.AsSpan<byte>()];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _degradation.Dispose();
        _mouth.Dispose();
        _embedder.Dispose();
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_grey, _most, _least, _flat, _small])
        {
            mat.Dispose();
        }
    }

    /// <summary>A part of a crop in its pixels.</summary>
    internal static Rect On(Mat crop, Rect2d part) =>
        new((int)(part.X * crop.Width), (int)(part.Y * crop.Height), (int)(part.Width * crop.Width), (int)(part.Height * crop.Height));

    private static double Height(FaceKeyPoints points)
    {
        (_, double below, _) = Nose(points);
        return below;
    }

    /// <summary>Place of the nose: along the eyes from their middle, and as a part of the way down to the mouth; and the distance of the eyes.</summary>
    private static (double Along, double Part, double Eyes) Nose(FaceKeyPoints p)
    {
        Point2f eyes = p.LeftEye - p.RightEye, middle = (p.LeftEye + p.RightEye) * .5, mouth = ((p.LeftMouthCorner + p.RightMouthCorner) * .5) - middle, nose = p.Nose - middle;
        double distance = Math.Max(Math.Sqrt((eyes.X * eyes.X) + (eyes.Y * eyes.Y)), 1e-6), ux = eyes.X / distance, uy = eyes.Y / distance;
        double depth = (mouth.Y * ux) - (mouth.X * uy);
        return ((nose.X * ux) + (nose.Y * uy), ((nose.Y * ux) - (nose.X * uy)) / (Math.Abs(depth) < 1e-6 ? 1e-6 : depth), distance);
    }

    private static void Check(Mat crop)
    {
        PictureMeasures.CheckPicture(crop);
        if (crop.Width != crop.Height || crop.Width < 64)
        {
            throw new ArgumentException($"An aligned crop of 64 pixels or more was wanted, got {crop.Width}x{crop.Height}.", nameof(crop));
        }
    }

    // A photograph has noise or texture nearly everywhere; a drawing is filled with single colours.
    private double Flatness(Mat crop)
    {
        using Mat whole = new(_grey, On(crop, Whole));
        Cv2.Dilate(whole, _most, null);
        Cv2.Erode(whole, _least, null);
        Cv2.Subtract(_most, _least, _flat);
        Cv2.Threshold(_flat, _flat, 1, 1, ThresholdTypes.BinaryInv);
        return (double)Cv2.CountNonZero(_flat) / whole.Total();
    }
}
