using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation;

/// <summary>Pictures drawn in code with what faces have: soft shading, edges, fine texture, colours.</summary>
internal static class DrawnPicture
{
    /// <summary>A square 8-bit BGR picture; the caller disposes of it.</summary>
    public static Mat Create(int size, int seed)
    {
        Random random = new(seed);
        Mat picture = new(size, size, MatType.CV_8UC3);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                picture.Set(y, x, new Vec3b((byte)(60 + (80 * x / size)), (byte)(90 + (60 * y / size)), (byte)(110 + (50 * (x + y) / size))));
            }
        }

        for (int i = 0; i < 24; i++)
        {
            Point centre = new(random.Next(size), random.Next(size));
            Size axes = new(2 + random.Next(size / 4), 2 + random.Next(size / 8));
            Cv2.Ellipse(picture, centre, axes, random.Next(180), 0, 360, new Scalar(random.Next(256), random.Next(256), random.Next(256)), random.Next(2) == 0 ? -1 : 1, LineTypes.AntiAlias);
        }

        // Skin and hair: noise at two scales.
        foreach ((int scale, double strength) in new[] { (1, 5.0), (4, 12.0) })
        {
            using Mat texture = new(size / scale, size / scale, MatType.CV_32FC1), whole = new(), three = new(), sum = new();
            for (int y = 0; y < size / scale; y++)
            {
                for (int x = 0; x < size / scale; x++)
                {
                    texture.Set(y, x, (float)(strength * ((2 * random.NextDouble()) - 1)));
                }
            }

            Cv2.Resize(texture, whole, picture.Size(), interpolation: InterpolationFlags.Cubic);
            Cv2.CvtColor(whole, three, ColorConversionCodes.GRAY2BGR);
            Cv2.Add(picture, three, sum, dtype: MatType.CV_8UC3.Value);
            sum.CopyTo(picture);
        }

        return picture;
    }

    /// <summary>PSNR of the brightness alone, dB: what codecs do to colour at half size is not asked here.</summary>
    public static double PsnrOfGrey(Mat a, Mat b)
    {
        using Mat greyA = a.CvtColor(ColorConversionCodes.BGR2GRAY), greyB = b.CvtColor(ColorConversionCodes.BGR2GRAY);
        return Cv2.PSNR(greyA, greyB);
    }
}
