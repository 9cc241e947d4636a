using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>What is wrong with a crop, without knowing what it should look like.</summary>
/// <param name="Sharpness">Fine contrast as a part of coarser contrast: contrast that a Gaussian of one pixel takes away, against what one of three takes of the rest.</param>
/// <param name="Noise">Standard deviation of the noise in the smoothest places, in 8-bit levels.</param>
public readonly record struct Degradation(double Sharpness, double Noise);

/// <summary>
/// Measures blur and noise of an aligned crop. Noise: the estimator of Immerkaer (1996) in blocks, of which the quieter ones show noise and not skin.
/// Sharpness: the contrast in the finest octave against that in the next ones, noise taken off. Not thread-safe.
/// </summary>
public sealed class DegradationMeter : IDisposable
{
    private const int Block = 16;
    private const double QuietShare = .2;

    // White noise of deviation 1: mean absolute value of what a Gaussian of one pixel takes away.
    private const double NoiseInFine = .73;

    private static readonly float[,] Laplacian = { { 1, -2, 1 }, { -2, 4, -2 }, { 1, -2, 1 } };

    private readonly Mat _kernel = Mat.FromArray(Laplacian);
    private readonly Mat _grey = new(), _luma = new(), _fine = new(), _coarse = new(), _response = new(), _blocks = new();

    /// <summary>Measures.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    public Degradation Measure(Mat crop)
    {
        // The middle of the crop: the face without hair and wall.
        int size = crop.Width, left = (int)(size * .26), top = (int)(size * .3);
        using Mat face = new(crop, new Rect(left, top, (int)(size * .48) / Block * Block, (int)(size * .56) / Block * Block));
        Cv2.CvtColor(face, _grey, ColorConversionCodes.BGR2GRAY);
        _grey.ConvertTo(_luma, MatType.CV_32FC1);
        double noise = Noise();
        Cv2.GaussianBlur(_luma, _fine, default, 1);
        Cv2.GaussianBlur(_fine, _coarse, default, 3);
        double fine = Cv2.Norm(_luma, _fine, NormTypes.L1) / _luma.Total(), coarse = Cv2.Norm(_fine, _coarse, NormTypes.L1) / _luma.Total();
        double own = Math.Sqrt(Math.Max(0, (fine * fine) - (NoiseInFine * noise * NoiseInFine * noise)));
        return new(own / Math.Max(coarse, .5), noise);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_kernel, _grey, _luma, _fine, _coarse, _response, _blocks])
        {
            mat.Dispose();
        }
    }

    private double Noise()
    {
        Cv2.Filter2D(_luma, _response, MatType.CV_32FC1, _kernel);
        Cv2.Absdiff(_response, Scalar.All(0), _response);
        Cv2.Resize(_response, _blocks, new Size(_luma.Width / Block, _luma.Height / Block), 0, 0, InterpolationFlags.Area);
        float[] means = [.. _blocks.AsSpan<float>()];
        Array.Sort(means);

        // The kernel's squares sum to 36, and the mean absolute value of a bell is sqrt(2 / pi) of its deviation.
        return means[(int)(QuietShare * means.Length)] * Math.Sqrt(Math.PI / 2) / 6;
    }
}
