using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// The warping error of Lai et al. 2018 (Learning blind video temporal consistency):
/// <c>E = sum_p M(p) |V_t(p) - W(V_t-1)(p)|^2 / sum_p M(p)</c>, where W moves the frame before along the motion of the clean clip and M is 1 where
/// that motion forth and back agrees, begins inside the picture and ends off its margin (<see cref="MotionSettings.Inside"/>). Here levels are in
/// [0, 1], the square is the mean over the three channels, the frame is moved with Lanczos interpolation (a bilinear one would blur it, and what it
/// takes from a sharp picture would count as flicker), and the figure is given times 1000. A soft picture has a low one by being soft: read it
/// beside the sharpness. One thread.
/// </summary>
internal sealed class WarpingError : IDisposable
{
    /// <summary>What the figure is multiplied with.</summary>
    public const double Scale = 1000;

    private const double LargestLevel = 255;
    private readonly Mat _mask = new(), _inside = new(), _moved = new(), _from = new(), _to = new(), _noSecondMap = new();
    private MotionField? _motion;

    /// <summary>Takes the motion of a pair of clean frames for the pairs that follow.</summary>
    /// <param name="motion">As it was estimated; stays its owner's and must not change until the next call.</param>
    public void Follow(MotionField motion)
    {
        _motion = motion;
        Size size = motion.Source.Size();
        Cv2.InRange(motion.Source, new Scalar(0, 0), new Scalar(size.Width - 1, size.Height - 1), _inside);
        _mask.Create(size, MatType.CV_8UC1);
        _mask.SetTo(Scalar.All(0));
        Rect counted = MotionSettings.Inside(size);
        using Mat trusted = motion.Trusted[counted], begins = _inside[counted], mask = _mask[counted];
        Cv2.BitwiseAnd(trusted, begins, mask);
    }

    /// <summary>The error of a pair of frames, times <see cref="Scale"/>.</summary>
    /// <param name="earlier">8-bit BGR.</param>
    /// <param name="later">8-bit BGR of the same size.</param>
    /// <returns>0 or more; not a number where no motion can be trusted.</returns>
    public double Measure(Mat earlier, Mat later)
    {
        if (_motion is null)
        {
            throw new InvalidOperationException($"A warping error needs the motion of the pair; call {nameof(Follow)} first.");
        }

        int places = Cv2.CountNonZero(_mask);
        if (places == 0)
        {
            return double.NaN;
        }

        earlier.ConvertTo(_from, MatType.CV_32FC3, 1 / LargestLevel);
        later.ConvertTo(_to, MatType.CV_32FC3, 1 / LargestLevel);
        Cv2.Remap(_from, _moved, _motion.Source, _noSecondMap, InterpolationFlags.Lanczos4, BorderTypes.Reflect101);
        return Scale * Cv2.Norm(_moved, _to, NormTypes.L2SQR, _mask) / (3.0 * places);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in new[] { _mask, _inside, _moved, _from, _to, _noSecondMap })
        {
            mat.Dispose();
        }
    }
}
