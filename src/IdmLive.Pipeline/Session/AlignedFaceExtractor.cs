using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Session;

/// <summary>
/// Pictures that are aligned crops already (FFHQ template): nothing is searched for, the whole picture is the face. A picture of
/// another size than the crop's is resized to it and the result back.
/// </summary>
public sealed class AlignedFaceExtractor : IFaceExtractor
{
    private static readonly DetectedFace Nowhere = default;

    private readonly Mat _resized = new();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The picture is not square.</exception>
    public void Extract(Mat image, TimeSpan mediaTime, FrameFaces faces)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(faces);
        if (image.Width != image.Height)
        {
            throw new ArgumentException($"An aligned crop is square, this picture has {image.Width}x{image.Height} pixels.");
        }

        double scale = (double)faces.CropSize / image.Width, shift = (scale - 1) / 2;
        Mat crop = faces.Add(new TrackedFace(1, Nowhere with { Box = new(0, 0, image.Width, image.Height), Score = 1 }, new(scale, 0, shift, shift)));
        Resize(image, crop);
        faces.Detected = [faces.Tracked[0].Face];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrackedFace> Replay(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime)
    {
        ArgumentNullException.ThrowIfNull(detected);
        return [.. detected.Select(face => new TrackedFace(1, face, default))];
    }

    /// <inheritdoc/>
    public void RestartDetection()
    {
    }

    /// <inheritdoc/>
    public void PutBack(Mat image, FrameFaces faces, double strength)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(faces);
        if (strength == 0)
        {
            return;
        }

        Mat restored = faces.Restored(0);
        if (restored.Size() != image.Size())
        {
            _resized.Create(image.Size(), MatType.CV_8UC3);
            Resize(restored, _resized);
            restored = _resized;
        }

        using Mat sameDepth = new();
        restored.ConvertTo(sameDepth, image.Type(), image.Depth() == MatType.CV_16U ? 65535.0 / 255 : 1);
        if (strength == 1)
        {
            sameDepth.CopyTo(image);
        }
        else
        {
            Cv2.AddWeighted(sameDepth, strength, image, 1 - strength, 0, image);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _resized.Dispose();

    // Averaging where it shrinks, so that nothing aliases; cubic where it grows.
    private static void Resize(Mat from, Mat to) =>
        Cv2.Resize(from, to, to.Size(), 0, 0, from.Width > to.Width ? InterpolationFlags.Area : InterpolationFlags.Cubic);
}
