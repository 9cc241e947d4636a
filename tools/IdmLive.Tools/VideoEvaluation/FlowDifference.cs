using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// tOF of TecoGAN (Chu et al. 2020): how far the optical flow of a restored clip is from that of the clean clip, the mean length of the
/// difference over all pixels but a margin (<see cref="MotionSettings.Inside"/>), in pixels of the crop. One thread.
/// </summary>
internal sealed class FlowDifference : IDisposable
{
    private readonly MotionField _motion = MotionSettings.NewField();
    private readonly Mat _difference = new(), _length = new();
    private readonly Mat[] _axes = [new(), new()];

    /// <summary>The difference for a pair of frames.</summary>
    /// <param name="earlier">Luma, CV_32FC1.</param>
    /// <param name="later">Luma of the same size.</param>
    /// <param name="clean">The motion of the clean pair, estimated with <see cref="MotionSettings"/>.</param>
    public double Measure(Mat earlier, Mat later, MotionField clean)
    {
        _motion.Estimate(earlier, later);

        // Both hold places, so the places of the pixels themselves fall out.
        Cv2.Subtract(_motion.Source, clean.Source, _difference);
        for (int axis = 0; axis < _axes.Length; axis++)
        {
            Cv2.ExtractChannel(_difference, _axes[axis], axis);
        }

        Cv2.Magnitude(_axes[0], _axes[1], _length);
        using Mat inside = _length[MotionSettings.Inside(_length.Size())];
        return Cv2.Mean(inside).Val0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _motion.Dispose();
        _difference.Dispose();
        _length.Dispose();
        Array.ForEach(_axes, a => a.Dispose());
    }
}
