using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Session;

/// <summary>Faces found by a detector: followed through the frames of a video, or each picture for itself.</summary>
public sealed class FaceExtractor : IFaceExtractor
{
    private readonly IFaceDetector _detector;
    private readonly FaceTracker? _tracker;
    private readonly FacePaster _paster;

    /// <summary>Makes an extractor.</summary>
    /// <param name="detector">Finds the faces; disposed with this object.</param>
    /// <param name="tracker">Follows them; null for pictures that have nothing to do with each other.</param>
    /// <param name="paster">Puts them back; disposed with this object.</param>
    public FaceExtractor(IFaceDetector detector, FaceTracker? tracker, FacePaster paster)
    {
        _detector = detector;
        _tracker = tracker;
        _paster = paster;
    }

    /// <inheritdoc/>
    public void Extract(Mat image, TimeSpan mediaTime, FrameFaces faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        faces.Detected = _detector.Detect(image);
        foreach (TrackedFace face in Follow(faces.Detected, mediaTime, faces.CropSize))
        {
            FaceWarp.ToCrop(image, face.ImageToCrop, faces.Add(face));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrackedFace> Replay(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime) => _tracker?.Update(detected, mediaTime) ?? [];

    /// <inheritdoc/>
    public void RestartDetection() => (_detector as BlazeFaceDetector)?.Reset();

    /// <inheritdoc/>
    public void PutBack(Mat image, FrameFaces faces, double strength)
    {
        ArgumentNullException.ThrowIfNull(faces);
        faces.PasteInto(image, _paster, strength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detector.Dispose();
        _paster.Dispose();
    }

    private IReadOnlyList<TrackedFace> Follow(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime, int cropSize) =>
        _tracker?.Update(detected, mediaTime) ?? [.. detected.Select((face, i) => new TrackedFace(i + 1, face, FaceTemplate.Align(face.KeyPoints, cropSize)))];
}
