using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>What a source may write a frame into.</summary>
internal static class FrameTarget
{
    /// <summary>Checks that an image can take a frame as it is: anything else would be allocated anew behind its owner's back.</summary>
    /// <exception cref="ArgumentException">It has another size or format.</exception>
    public static void Check(Mat image, Size size)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Type() != MatType.CV_8UC3 || image.Size() != size)
        {
            throw new ArgumentException($"A frame of {size.Width}x{size.Height} 8-bit BGR was wanted, got {image.Width}x{image.Height} {image.Type()}.");
        }
    }
}
