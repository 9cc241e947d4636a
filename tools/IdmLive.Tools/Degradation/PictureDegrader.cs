using OpenCvSharp;

namespace IdmLive.Tools.Degradation;

/// <summary>Applies eq. 11 to a picture. Thread-safe: holds nothing.</summary>
public static class PictureDegrader
{
    /// <summary>Degrades a picture.</summary>
    /// <param name="clean">8-bit BGR, not changed.</param>
    /// <param name="draw">The four values.</param>
    /// <param name="random">Source of the noise.</param>
    /// <returns>A new 8-bit BGR picture of the same size; the caller disposes of it.</returns>
    public static Mat Degrade(Mat clean, in DegradationDraw draw, Random random)
    {
        using Mat blurred = new();
        if (draw.BlurSigma >= .1)
        {
            int radius = Math.Max(1, (int)Math.Ceiling(3 * draw.BlurSigma));
            Size kernel = new((2 * radius) + 1, (2 * radius) + 1);
            Cv2.GaussianBlur(clean, blurred, kernel, draw.BlurSigma, draw.BlurSigma, BorderTypes.Reflect101);
        }
        else
        {
            clean.CopyTo(blurred);
        }

        using Mat small = new();
        Size smallSize = new(
            Math.Max(1, (int)Math.Round(clean.Width / draw.Downscale)), Math.Max(1, (int)Math.Round(clean.Height / draw.Downscale)));
        Cv2.Resize(blurred, small, smallSize, interpolation: InterpolationFlags.Linear);
        AddNoise(small, draw.NoiseDelta, random);

        Cv2.ImEncode(".jpg", small, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, draw.JpegQuality));
        using Mat decoded = Cv2.ImDecode(jpeg, ImreadModes.Color);
        Mat degraded = new();
        Cv2.Resize(decoded, degraded, clean.Size(), interpolation: InterpolationFlags.Linear);
        return degraded;
    }

    /// <summary>Adds independent normal noise to each channel of each pixel, rounded and clipped to 0..255.</summary>
    /// <param name="picture">8-bit, any channels, contiguous; changed in place.</param>
    /// <param name="deviation">Standard deviation in levels of 255; 0 changes nothing.</param>
    /// <param name="random">Source.</param>
    public static unsafe void AddNoise(Mat picture, double deviation, Random random)
    {
        if (deviation <= 0)
        {
            return;
        }

        Span<byte> pixels = new(picture.DataPointer, checked((int)(picture.Total() * picture.ElemSize())));
        for (int i = 0; i < pixels.Length; i += 2)
        {
            float radius = (float)deviation * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle()));
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * random.NextSingle());
            pixels[i] = Clip(pixels[i] + (radius * cos));
            if (i + 1 < pixels.Length)
            {
                pixels[i + 1] = Clip(pixels[i + 1] + (radius * sin));
            }
        }

        static byte Clip(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
    }
}
