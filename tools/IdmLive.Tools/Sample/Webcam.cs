using OpenCvSharp;

namespace IdmLive.Tools.Sample;

/// <summary>
/// Takes pictures as a cheap webcam in a dim room does: a long exposure of several moments, a soft lens, a small noisy sensor, colour
/// denoising, scaling up and too much sharpening. What the codec does comes after. Deterministic for a seed; not thread-safe.
/// </summary>
internal sealed class Webcam : IDisposable
{
    private const double Gamma = 2.2;

    private readonly WebcamOptions options;
    // Not read-only: it is a struct, and a read-only one would draw the same noise for every frame.
    private RNG noiseSource;
    private readonly Mat toLinear, moment = new(), light = new(), sensor = new(), deviation = new(), noise = new(), blurred = new(), vignette = new();

    public Webcam(WebcamOptions options, int seed)
    {
        this.options = options;
        noiseSource = new((ulong)seed + 1);
        toLinear = new(1, 256, MatType.CV_32FC1);
        for (int level = 0; level < 256; level++)
        {
            toLinear.At<float>(0, level) = (float)Math.Pow(level / 255.0, Gamma);
        }
    }

    /// <summary>Takes one picture.</summary>
    /// <param name="moments">What was to be seen while the shutter was open, 8-bit BGR of one size.</param>
    /// <param name="picture">8-bit BGR; allocated here when needed.</param>
    public void Take(IReadOnlyList<Mat> moments, Mat picture)
    {
        Expose(moments);
        Size frame = light.Size();
        Cv2.GaussianBlur(light, light, default, options.LensBlur);
        Cv2.Multiply(light, VignetteOf(frame), light);
        (double blue, double green, double red) = options.WhiteBalance;
        Cv2.Multiply(light, new Scalar(blue, green, red), light);

        Size sensorSize = new((int)Math.Round(frame.Width * options.SensorScale), (int)Math.Round(frame.Height * options.SensorScale));
        Cv2.Resize(light, sensor, sensorSize, 0, 0, InterpolationFlags.Area);
        AddNoise();
        Cv2.Max(sensor, 0, sensor);
        Cv2.Pow(sensor, 1 / Gamma, sensor);
        SmearColour();

        Cv2.Resize(sensor, light, frame, 0, 0, InterpolationFlags.Cubic);
        Cv2.GaussianBlur(light, blurred, default, options.SharpenRadius);
        Cv2.AddWeighted(light, 1 + options.SharpenAmount, blurred, -options.SharpenAmount, 0, light);
        light.ConvertTo(picture, MatType.CV_8UC3, 255);
    }

    public void Dispose()
    {
        foreach (Mat mat in new[] { toLinear, moment, light, sensor, deviation, noise, blurred, vignette })
        {
            mat.Dispose();
        }
    }

    // Light adds up, levels do not.
    private void Expose(IReadOnlyList<Mat> moments)
    {
        light.Create(moments[0].Size(), MatType.CV_32FC3);
        light.SetTo(Scalar.All(0));
        foreach (Mat seen in moments)
        {
            Cv2.LUT(seen, toLinear, moment);
            Cv2.ScaleAdd(moment, 1.0 / moments.Count, light, light);
        }
    }

    // Variance = shot x light + read^2.
    private void AddNoise()
    {
        sensor.ConvertTo(deviation, MatType.CV_32FC3, options.ShotNoise);
        Cv2.Add(deviation, Scalar.All(options.ReadNoise * options.ReadNoise), deviation);
        Cv2.Sqrt(deviation, deviation);
        noise.Create(sensor.Size(), MatType.CV_32FC3);
        noiseSource.Fill(noise, DistributionType.Normal, Scalar.All(0), Scalar.All(1));
        Cv2.Multiply(noise, deviation, noise);
        Cv2.Add(sensor, noise, sensor);
    }

    private void SmearColour()
    {
        using Mat luma = new();
        Cv2.CvtColor(sensor, sensor, ColorConversionCodes.BGR2YCrCb);
        Cv2.ExtractChannel(sensor, luma, 0);
        Cv2.GaussianBlur(sensor, sensor, default, options.ColourSmear);
        Cv2.InsertChannel(luma, sensor, 0);
        Cv2.CvtColor(sensor, sensor, ColorConversionCodes.YCrCb2BGR);
    }

    private Mat VignetteOf(Size size)
    {
        if (vignette.Size() == size)
        {
            return vignette;
        }

        vignette.Create(size, MatType.CV_32FC3);
        double centreX = (size.Width - 1) / 2.0, centreY = (size.Height - 1) / 2.0, corner = (centreX * centreX) + (centreY * centreY);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                double part = (((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY))) / corner;
                float gain = (float)(1 - (options.Vignette * part));
                vignette.At<Vec3f>(y, x) = new(gain, gain, gain);
            }
        }

        return vignette;
    }
}
