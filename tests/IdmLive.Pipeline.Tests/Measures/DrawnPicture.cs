using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

/// <summary>Pictures drawn in code, the same on every machine: only whole numbers go into a pixel.</summary>
internal static class DrawnPicture
{
    /// <summary>Overlapping discs of many sizes (dead leaves), whose edges and flat parts have statistics much like a photograph's.</summary>
    public static Mat Leaves(int width, int height, int seed)
    {
        Mat picture = new(height, width, MatType.CV_8UC3, Scalar.All(128));
        Random random = new(seed);
        for (int i = 0; i < 1500; i++)
        {
            int radius = 3 + (120 / (1 + random.Next(40))), cx = random.Next(width), cy = random.Next(height);
            Vec3b colour = new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            for (int y = Math.Max(0, cy - radius); y < Math.Min(height, cy + radius + 1); y++)
            {
                for (int x = Math.Max(0, cx - radius); x < Math.Min(width, cx + radius + 1); x++)
                {
                    if (((x - cx) * (x - cx)) + ((y - cy) * (y - cy)) <= radius * radius)
                    {
                        picture.At<Vec3b>(y, x) = colour;
                    }
                }
            }
        }

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int grain = random.Next(-6, 7);
                Vec3b p = picture.At<Vec3b>(y, x);
                picture.At<Vec3b>(y, x) = new(Level(p.Item0 + grain), Level(p.Item1 + grain), Level(p.Item2 + grain));
            }
        }

        return picture;
    }

    /// <summary>The picture with a Gaussian blur.</summary>
    public static Mat Blurred(Mat picture, double sigma)
    {
        Mat blurred = new();
        Cv2.GaussianBlur(picture, blurred, default, sigma);
        return blurred;
    }

    /// <summary>The picture with even noise of up to <paramref name="amplitude"/> levels in every channel.</summary>
    public static Mat Noisy(Mat picture, int amplitude, int seed)
    {
        Mat noisy = picture.Clone();
        int width = picture.Width, height = picture.Height;
        Random random = new(seed);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Vec3b p = noisy.At<Vec3b>(y, x);
                noisy.At<Vec3b>(y, x) = new(Level(p.Item0 + Noise()), Level(p.Item1 + Noise()), Level(p.Item2 + Noise()));
            }
        }

        return noisy;

        int Noise() => random.Next(-amplitude, amplitude + 1);
    }

    private static byte Level(int value) => (byte)Math.Clamp(value, 0, 255);
}
