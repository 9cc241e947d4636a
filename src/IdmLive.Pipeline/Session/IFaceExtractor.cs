using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Session;

/// <summary>
/// Finds the faces of a frame, cuts their crops and puts restored crops back. Two threads use it: one calls all but
/// <see cref="PutBack"/>, another calls that.
/// </summary>
public interface IFaceExtractor : IDisposable
{
    /// <summary>Finds and cuts the faces of the next frame.</summary>
    /// <param name="image">8-bit BGR; not changed.</param>
    /// <param name="mediaTime">When the frame is shown.</param>
    /// <param name="faces">Empty; filled here.</param>
    void Extract(Mat image, TimeSpan mediaTime, FrameFaces faces);

    /// <summary>Takes the place of <see cref="Extract"/> for a frame whose faces were found in an earlier run.</summary>
    /// <param name="detected">What the detector found then.</param>
    /// <param name="mediaTime">When the frame is shown.</param>
    /// <returns>The faces that were restored in it.</returns>
    IReadOnlyList<TrackedFace> Replay(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime);

    /// <summary>
    /// Forgets what the detector remembers of earlier frames, tracks not included: what it finds from here on depends only on the
    /// frames from here on. A run can be resumed at frames where this was called.
    /// </summary>
    void RestartDetection();

    /// <summary>Puts restored crops back.</summary>
    /// <param name="image">8-bit or 16-bit BGR; changed in place.</param>
    /// <param name="faces">As <see cref="Extract"/> left them, and restored.</param>
    /// <param name="strength">0 leaves the image as it is, 1 takes the whole restoration.</param>
    void PutBack(Mat image, FrameFaces faces, double strength);
}
