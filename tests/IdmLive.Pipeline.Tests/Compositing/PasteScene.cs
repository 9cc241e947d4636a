using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Tests.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Compositing;

/// <summary>Pictures and places to paste.</summary>
internal static class PasteScene
{
    /// <summary>Width and height of the crops.</summary>
    public const int CropSize = 256;

    /// <summary>The middle of the crop at a place of the image.</summary>
    public static SimilarityTransform Placed(double scale, double degrees, double x, double y)
    {
        double radians = degrees * Math.PI / 180, a = scale * Math.Cos(radians), b = scale * Math.Sin(radians);
        return new(a, b, 127.5 - ((a * x) - (b * y)), 127.5 - ((b * x) + (a * y)));
    }

    public static Mat Grey(int height, int width) => new(height, width, MatType.CV_8UC3, Scalar.All(128));

    public static Mat Noise(int size, int seed)
    {
        byte[] bytes = new byte[size * size * 3];
        new Random(seed).NextBytes(bytes);
        using Mat wrapped = Mat.FromPixelData(size, size, MatType.CV_8UC3, bytes);
        return wrapped.Clone();
    }

    public static Mat Image(MatType type)
    {
        using Mat background = Portrait.Background(640, 480, seed: 1);
        Mat image = new();
        background.ConvertTo(image, type, type == MatType.CV_16UC3 ? 251.3 : 1);
        return image;
    }

    public static Mat Change(Mat after, Mat before)
    {
        Mat change = new();
        Cv2.Subtract(after, before, change, null, MatType.CV_32F);
        return change;
    }

    public static void Draw(Mat picture, Func<double, double, double> value)
    {
        Span<Vec3b> pixels = picture.AsSpan<Vec3b>();
        int width = picture.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            byte v = (byte)Math.Clamp(Math.Round(value(i % width, i / width)), 0, 255);
            pixels[i] = new(v, v, v);
        }
    }
}
