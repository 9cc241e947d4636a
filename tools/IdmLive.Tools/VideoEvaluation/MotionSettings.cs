using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>How motion is estimated here: at the crop's own size, trusted where it returns to within a pixel. Stateless, any thread.</summary>
internal static class MotionSettings
{
    private const int Width = 256, MarginPart = 16;
    private const double RoundTrip = 1;

    /// <summary>A field with these settings; the caller's.</summary>
    public static MotionField NewField() => new(Width, RoundTrip);

    /// <summary>Where motion counts: not within a sixteenth of the border, where the window sees too little and new things come in.</summary>
    public static Rect Inside(Size size)
    {
        int x = size.Width / MarginPart, y = size.Height / MarginPart;
        return new(x, y, size.Width - (2 * x), size.Height - (2 * y));
    }
}
