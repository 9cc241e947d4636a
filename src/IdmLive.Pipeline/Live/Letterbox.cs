using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>Fits a picture of another shape into a frame, black at the sides. Thread-safe.</summary>
internal static class Letterbox
{
    /// <summary>Scales a picture into the middle of another.</summary>
    /// <param name="from">8-bit BGR.</param>
    /// <param name="to">8-bit BGR, overwritten.</param>
    public static void Fit(Mat from, Mat to)
    {
        double scale = Math.Min((double)to.Width / from.Width, (double)to.Height / from.Height);
        int width = Math.Clamp((int)Math.Round(from.Width * scale), 1, to.Width), height = Math.Clamp((int)Math.Round(from.Height * scale), 1, to.Height);
        if (width != to.Width || height != to.Height)
        {
            to.SetTo(Scalar.All(0));
        }

        using Mat middle = new(to, new Rect((to.Width - width) / 2, (to.Height - height) / 2, width, height));
        Cv2.Resize(from, middle, middle.Size(), 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
    }
}
