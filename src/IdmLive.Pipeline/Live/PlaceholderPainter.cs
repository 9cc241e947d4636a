using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>Paints what stands in for a source that gives nothing: its last picture, dark and unsharp, with a sentence. One thread.</summary>
internal sealed class PlaceholderPainter : IDisposable
{
    private readonly Mat _background = new();
    private bool _hasBackground;

    /// <summary>Keeps a picture as the background of placeholders, small: it costs little even for every frame.</summary>
    public void Keep(Mat image)
    {
        Cv2.Resize(image, _background, new Size(Math.Max(1, image.Width / 16), Math.Max(1, image.Height / 16)), 0, 0, InterpolationFlags.Area);
        _hasBackground = true;
    }

    /// <summary>Paints a placeholder.</summary>
    /// <param name="image">Overwritten, 8-bit BGR.</param>
    /// <param name="text">One short sentence.</param>
    public void Paint(Mat image, string text)
    {
        if (_hasBackground)
        {
            Cv2.Resize(_background, image, image.Size(), 0, 0, InterpolationFlags.Cubic);
            image.ConvertTo(image, -1, 0.35);
        }
        else
        {
            image.SetTo(Scalar.All(28));
        }

        double scale = 1;
        Size size = Cv2.GetTextSize(text, HersheyFonts.HersheySimplex, scale, 1, out _);
        scale = Math.Min(image.Height / 480.0, scale * .9 * image.Width / size.Width);
        size = Cv2.GetTextSize(text, HersheyFonts.HersheySimplex, scale, 1, out _);
        Point at = new((image.Width - size.Width) / 2, (image.Height + size.Height) / 2);
        Cv2.PutText(image, text, at, HersheyFonts.HersheySimplex, scale, Scalar.All(225), Math.Max(1, (int)Math.Round(scale * 1.4)), LineTypes.AntiAlias);
    }

    /// <inheritdoc/>
    public void Dispose() => _background.Dispose();
}
