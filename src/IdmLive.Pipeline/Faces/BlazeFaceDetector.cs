using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>The face detector that needs no download: BlazeFace on ONNX Runtime, its network embedded in this assembly.</summary>
public sealed class BlazeFaceDetector : IFaceDetector
{
    private readonly BlazeFaceOptions options;
    private readonly BlazeFaceNetwork network;
    private readonly List<DetectedFace> candidates = [];
    private readonly Mat square = new(BlazeFaceNetwork.InputSize, BlazeFaceNetwork.InputSize, MatType.CV_8UC3);

    /// <summary>Loads the network.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public BlazeFaceDetector(BlazeFaceOptions? options = null)
    {
        this.options = options ?? new();
        network = new(this.options.Threads);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> Detect(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Type() != MatType.CV_8UC3 || image.Width < 8 || image.Height < 8)
        {
            throw new ArgumentException($"The face detector got {image.Width}x{image.Height} {image.Type()}; it takes 8-bit BGR of at least 8x8 pixels.");
        }

        candidates.Clear();
        double factor = (double)Math.Max(image.Width, image.Height) / BlazeFaceNetwork.InputSize;
        int width = Math.Max(1, (int)Math.Round(image.Width / factor)), height = Math.Max(1, (int)Math.Round(image.Height / factor));
        Rect inner = new((BlazeFaceNetwork.InputSize - width) / 2, (BlazeFaceNetwork.InputSize - height) / 2, width, height);
        square.SetTo(Scalar.Black);
        using (Mat target = new(square, inner))
        {
            Cv2.Resize(image, target, inner.Size, 0, 0, factor > 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        }

        double shift = (factor - 1) / 2;
        network.Run(square, new(factor, 0, shift - (inner.X * factor), shift - (inner.Y * factor)), options.MinimumScore, candidates);
        List<DetectedFace> faces = NonMaximumSuppression.Merge(candidates, options.OverlapOfOneFace);
        faces.Sort(static (a, b) => (b.Box.Width * b.Box.Height).CompareTo(a.Box.Width * a.Box.Height));
        return faces;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        square.Dispose();
        network.Dispose();
    }
}
