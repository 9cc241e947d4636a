using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>Fits a picture of another shape into a frame, black at the sides. Thread-safe.</summary>
public static class Letterbox
{
    /// <summary>Scales a picture into the middle of another.</summary>
    /// <param name="from">8-bit BGR.</param>
    /// <param name="to">8-bit BGR, overwritten.</param>
    public static void Fit(Mat from, Mat to)
    {
        Rect place = Place(from.Size(), to.Size());
        if (place.Size != to.Size())
        {
            to.SetTo(Scalar.All(0));
        }

        using Mat middle = new(to, place);
        Cv2.Resize(from, middle, middle.Size(), 0, 0, place.Width < from.Width ? InterpolationFlags.Area : InterpolationFlags.Linear);
    }

    /// <summary>Where a picture lies in the middle of another, as large as it fits.</summary>
    /// <param name="picture">Its size in pixels.</param>
    /// <param name="frame">The other's size in pixels.</param>
    public static Rect Place(Size picture, Size frame)
    {
        double scale = Math.Min((double)frame.Width / picture.Width, (double)frame.Height / picture.Height);
        int width = Math.Clamp((int)Math.Round(scale * picture.Width), 1, frame.Width), height = Math.Clamp((int)Math.Round(scale * picture.Height), 1, frame.Height);
        return new((frame.Width - width) / 2, (frame.Height - height) / 2, width, height);
    }
}
