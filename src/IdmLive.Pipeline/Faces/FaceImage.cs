using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>What every face detector takes.</summary>
internal static class FaceImage
{
    private const int SmallestSide = 8;

    /// <exception cref="ArgumentException">The image is not 8-bit BGR or smaller than 8x8 pixels.</exception>
    public static void Check(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Type() != MatType.CV_8UC3 || image.Width < SmallestSide || image.Height < SmallestSide)
        {
            throw new ArgumentException($"The face detector got {image.Width}x{image.Height} {image.Type()}; it takes 8-bit BGR of at least {SmallestSide}x{SmallestSide} pixels.");
        }
    }
}
