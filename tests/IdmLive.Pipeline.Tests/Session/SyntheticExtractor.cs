using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Session;

/// <summary>As many faces as the frame's grey modulo 3, each of the frame's grey; put back into its corner.</summary>
internal sealed class SyntheticExtractor(int failToExtractAt = -1, int failToPutBackAt = -1) : IFaceExtractor
{
    public List<long> Restarts { get; } = [];

    public int Extracted { get; private set; }

    public void Extract(Mat image, TimeSpan mediaTime, FrameFaces faces)
    {
        if (Extracted == failToExtractAt)
        {
            throw new InvalidOperationException("extract");
        }

        Extracted++;
        for (int i = 0; i < image.At<Vec3b>(0, 0).Item0 % 3; i++)
        {
            faces.Add(new TrackedFace(i + 1, default, default)).SetTo(Scalar.All(image.At<Vec3b>(0, 0).Item0));
        }
    }

    public IReadOnlyList<TrackedFace> Replay(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime) => [.. detected.Select((face, i) => new TrackedFace(i + 1, face, default))];

    public void RestartDetection() => Restarts.Add(Extracted);

    public void PutBack(Mat image, FrameFaces faces, double strength)
    {
        if (image.At<Vec3b>(0, 0).Item0 == failToPutBackAt)
        {
            throw new InvalidOperationException("put back");
        }

        for (int i = 0; i < faces.Tracked.Count; i++)
        {
            using Mat corner = new(image, new Rect(0, 0, faces.CropSize, faces.CropSize));
            Cv2.AddWeighted(faces.Restored(i), strength, corner, 1 - strength, 0, corner);
        }
    }

    public void Dispose()
    {
    }
}
