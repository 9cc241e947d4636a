using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.App.Demo;

/// <summary>
/// Compares the face of three clips that show the same frames: the input, what was made of it, and the truth. The face is found in
/// the truth and cut in the same place of all three, at the size of <see cref="CropSize"/>. Not thread-safe.
/// </summary>
internal sealed class FaceComparison : IDisposable
{
    /// <summary>Width and height of the aligned crops.</summary>
    public const int CropSize = 256;

    private readonly BlazeFaceDetector _detector = new();
    private readonly FaceTracker _tracker = new();
    private readonly FaceEmbedder _embedder = new();
    private readonly FlickerMeter _restoredFlicker = new(), _cleanFlicker = new();
    private readonly Mat _input = NewCrop(), _restored = NewCrop(), _clean = NewCrop();
    private readonly List<double> _identityBefore = [], _identityAfter = [], _psnrBefore = [], _psnrAfter = [];
    private int _frames;

    /// <summary>The figures so far.</summary>
    /// <exception cref="InvalidOperationException">No frame showed a face.</exception>
    public FaceComparisonFigures Figures
    {
        get
        {
            if (_identityBefore.Count == 0)
            {
                throw new InvalidOperationException($"None of the {_frames} frames of the clean clip shows a face; there is nothing to compare.");
            }

            FlickerFigures restored = _restoredFlicker.Figures;
            return new(
                _frames,
                _identityBefore.Count,
                new(_identityBefore.Average(), restored.Input, _psnrBefore.Average()),
                new(_identityAfter.Average(), restored.Restored, _psnrAfter.Average()),
                _cleanFlicker.Figures.Restored);
        }
    }

    /// <summary>Takes the next frame of each clip; all of one size, 8-bit BGR.</summary>
    /// <param name="input">The degraded frame.</param>
    /// <param name="restored">What was made of it.</param>
    /// <param name="clean">The truth.</param>
    /// <param name="time">When the frame is shown.</param>
    /// <returns>The crops, owned by this object and valid until the next call; null where no face was found.</returns>
    public (Mat Input, Mat Restored, Mat Clean)? Add(Mat input, Mat restored, Mat clean, TimeSpan time)
    {
        _frames++;
        IReadOnlyList<TrackedFace> faces = _tracker.Update(_detector.Detect(clean), time);
        if (faces.Count == 0)
        {
            _restoredFlicker.Break();
            _cleanFlicker.Break();
            return null;
        }

        // The tracker's alignment, not the frame's own key points: those tremble.
        SimilarityTransform toCrop = faces[0].ImageToCrop;
        FaceWarp.ToCrop(input, toCrop, _input);
        FaceWarp.ToCrop(restored, toCrop, _restored);
        FaceWarp.ToCrop(clean, toCrop, _clean);
        float[] truth = _embedder.EmbedAligned(_clean);
        _identityBefore.Add(FaceEmbedder.Cosine(_embedder.EmbedAligned(_input), truth));
        _identityAfter.Add(FaceEmbedder.Cosine(_embedder.EmbedAligned(_restored), truth));
        _psnrBefore.Add(PictureMeasures.Psnr(_input, _clean));
        _psnrAfter.Add(PictureMeasures.Psnr(_restored, _clean));
        _restoredFlicker.Add(_input, _restored);
        _cleanFlicker.Add(_input, _clean);
        return (_input, _restored, _clean);
    }

    public void Dispose()
    {
        foreach (IDisposable part in new IDisposable[] { _detector, _embedder, _restoredFlicker, _cleanFlicker, _input, _restored, _clean })
        {
            part.Dispose();
        }
    }

    private static Mat NewCrop() => new(CropSize, CropSize, MatType.CV_8UC3);
}
