using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>The one way in which faces change their size here: areas are averaged on the way down, cubic curves drawn on the way up.</summary>
internal static class FaceResize
{
    /// <summary>A square face in another size; a new picture, the caller's.</summary>
    public static Mat To(Mat face, int size)
    {
        if (face.Width == size && face.Height == size)
        {
            return face.Clone();
        }

        Mat resized = new();
        Cv2.Resize(face, resized, new Size(size, size), 0, 0, size < face.Width ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        return resized;
    }
}
