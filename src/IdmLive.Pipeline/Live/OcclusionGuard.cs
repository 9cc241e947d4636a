using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// Leaves places as they came where the restored face shows another structure than the camera: a hand before the mouth, hair, the rim of glasses that the
/// network took for something else. Compared at a quarter of the size, where an honest restoration agrees with its input. Not thread-safe.
/// </summary>
internal sealed class OcclusionGuard : IDisposable
{
    private const int Size = 64;

    private readonly double _agreeing, _disagreeing;
    private readonly Mat _a = new(), _b = new(), _greyA = new(), _greyB = new(), _difference = new(), _weight = new(), _large = new(), _largeOthers = new();

    /// <summary>Makes a guard.</summary>
    /// <param name="agreeing">Levels up to which a place is taken.</param>
    /// <param name="disagreeing">Levels from which on it is left.</param>
    public OcclusionGuard(double agreeing, double disagreeing) => (_agreeing, _disagreeing) = (agreeing, disagreeing);

    /// <summary>Takes places back.</summary>
    /// <param name="crop">8-bit BGR, as it came.</param>
    /// <param name="restored">The same size; changed where it disagrees.</param>
    /// <returns>Share of the crop that was taken back, 0 to 1.</returns>
    public double Apply(Mat crop, Mat restored)
    {
        Cv2.Resize(crop, _a, new Size(Size, Size), 0, 0, InterpolationFlags.Area);
        Cv2.Resize(restored, _b, new Size(Size, Size), 0, 0, InterpolationFlags.Area);
        Cv2.CvtColor(_a, _greyA, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(_b, _greyB, ColorConversionCodes.BGR2GRAY);
        Cv2.Absdiff(_greyA, _greyB, _difference);
        Cv2.Blur(_difference, _difference, new Size(3, 3));
        Cv2.MinMaxLoc(_difference, out double _, out double largest);
        if (largest <= _agreeing)
        {
            return 0;
        }

        // 1 where it agrees; a place that disagrees takes its surroundings with it, so that no rim of it stays.
        Cv2.Dilate(_difference, _difference, null, iterations: 3);
        _difference.ConvertTo(_weight, MatType.CV_32FC1, -1 / (_disagreeing - _agreeing), _disagreeing / (_disagreeing - _agreeing));
        Cv2.Min(_weight, 1, _weight);
        Cv2.Max(_weight, 0, _weight);
        Cv2.GaussianBlur(_weight, _weight, default, 1.5);
        Cv2.Resize(_weight, _large, crop.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.Subtract(1, _large, _largeOthers);
        Cv2.BlendLinear(restored, crop, _large, _largeOthers, restored);
        return 1 - _weight.Mean().Val0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_a, _b, _greyA, _greyB, _difference, _weight, _large, _largeOthers])
        {
            mat.Dispose();
        }
    }
}
