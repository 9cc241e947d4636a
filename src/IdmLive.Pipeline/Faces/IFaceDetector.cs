using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>Finds faces in an image. Not thread-safe: one call at a time.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>Finds the faces of an image, largest first.</summary>
    /// <param name="image">8-bit BGR, at least 8 pixels on each side; not changed.</param>
    /// <returns>No two of them the same face (non-maximum suppression is done); empty where there is none.</returns>
    IReadOnlyList<DetectedFace> Detect(Mat image);
}
