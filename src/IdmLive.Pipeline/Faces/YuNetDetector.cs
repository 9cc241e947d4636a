using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>YuNet (Wu et al. 2023) through OpenCV's <c>FaceDetectorYN</c>; its model file is the user's.</summary>
public sealed class YuNetDetector : IFaceDetector
{
    private const int CandidatesKept = 5000;
    private const int ValuesPerFace = 15;

    private readonly YuNetOptions options;
    private readonly string modelPath;
    private readonly Mat reduced = new(), found = new();
    private FaceDetectorYN? detector;
    private Size detectorSize;

    /// <summary>Loads a model, for instance <c>face_detection_yunet_2023mar.onnx</c> of the OpenCV Zoo, and tries it once.</summary>
    /// <param name="onnxPath">The model file.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no YuNet model that OpenCV can run.</exception>
    public YuNetDetector(string onnxPath, YuNetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(onnxPath);
        this.options = options ?? new();
        this.options.Check();
        if (!File.Exists(onnxPath))
        {
            throw new FileNotFoundException($"The face detector model {onnxPath} does not exist; give the path of a YuNet file such as face_detection_yunet_2023mar.onnx.", onnxPath);
        }

        modelPath = onnxPath;
        try
        {
            using Mat blank = new(64, 64, MatType.CV_8UC3, Scalar.Gray);
            ForSize(blank.Size()).Detect(blank, found);
        }
        catch (OpenCVException e)
        {
            Dispose();
            throw new InvalidDataException($"{onnxPath} is not a YuNet model that can be run; give a file such as face_detection_yunet_2023mar.onnx.", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image is not 8-bit BGR or smaller than 8x8 pixels.</exception>
    public IReadOnlyList<DetectedFace> Detect(Mat image)
    {
        FaceImage.Check(image);
        double factor = Math.Max(1, (double)Math.Max(image.Width, image.Height) / options.LongestSide);
        Size size = new(Math.Max(1, Math.Round(image.Width / factor)), Math.Max(1, Math.Round(image.Height / factor)));
        Mat searched = image;
        if (size != image.Size())
        {
            Cv2.Resize(image, reduced, size, 0, 0, InterpolationFlags.Area);
            searched = reduced;
        }

        ForSize(size).Detect(searched, found);
        int count = found.Rows;
        double scaleX = (double)image.Width / size.Width, scaleY = (double)image.Height / size.Height;
        float largest = Math.Max(image.Width, image.Height);
        List<DetectedFace> faces = new(count);
        for (int row = 0; row < count; row++)
        {
            // On pictures of a few pixels it gives boxes without end.
            DetectedFace face = Face(found, row, scaleX, scaleY);
            if (face.Box.Width > 0 && face.Box.Width <= 2 * largest && face.Box.Height > 0 && face.Box.Height <= 2 * largest)
            {
                faces.Add(face);
            }
        }

        faces.Sort(static (a, b) => (b.Box.Width * b.Box.Height).CompareTo(a.Box.Width * a.Box.Height));
        return faces.AsReadOnly();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        detector?.Dispose();
        reduced.Dispose();
        found.Dispose();
    }

    // The wrapper cannot change the input size of a detector: one is made for each size, which for a video is one.
    private FaceDetectorYN ForSize(Size size)
    {
        if (detector is null || size != detectorSize)
        {
            detector?.Dispose();
            detector = null;
            detector = FaceDetectorYN.Create(modelPath, "", size, options.MinimumScore, options.OverlapOfOneFace, CandidatesKept);
            detectorSize = size;
        }

        return detector;
    }

    private static DetectedFace Face(Mat found, int row, double scaleX, double scaleY)
    {
        Span<float> v = stackalloc float[ValuesPerFace];
        for (int i = 0; i < v.Length; i++)
        {
            v[i] = found.At<float>(row, i);
        }

        Point2f corner = At(v, 0);
        Rect2f box = new(corner.X, corner.Y, (float)(v[2] * scaleX), (float)(v[3] * scaleY));
        return new(box, Math.Clamp(v[14], 0, 1), new(At(v, 4), At(v, 6), At(v, 8), At(v, 10), At(v, 12)));

        Point2f At(ReadOnlySpan<float> values, int index) =>
            new((float)(((values[index] + 0.5) * scaleX) - 0.5), (float)(((values[index + 1] + 0.5) * scaleY) - 0.5));
    }
}
