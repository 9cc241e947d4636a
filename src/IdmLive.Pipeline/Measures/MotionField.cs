using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Dense motion between two frames (Farneback 2003): for each pixel of the later one, where it was in the earlier one, and whether that is
/// to be trusted. Reused from pair to pair. Not thread-safe.
/// </summary>
public sealed class MotionField : IDisposable
{
    private readonly int motionSize;
    private readonly double maximumRoundTrip;
    private readonly Mat smallEarlier = new(), smallLater = new(), byteEarlier = new(), byteLater = new();
    private readonly Mat back = new(), forth = new(), grid = new(), path = new(), returned = new(), trip = new(), length = new(), near = new();
    private readonly Mat largeBack = new(), largeGrid = new(), noSecondMap = new();
    private readonly Mat[] axes = [new(), new()];

    /// <summary>Makes a field without motion yet.</summary>
    /// <param name="motionSize">Width in pixels at which motion is estimated, 32 or more; wider frames are reduced to it.</param>
    /// <param name="maximumRoundTrip">Largest error of the way there and back where motion is trusted, pixels of <paramref name="motionSize"/>, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MotionField(int motionSize, double maximumRoundTrip)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(motionSize, 32);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumRoundTrip);
        this.motionSize = motionSize;
        this.maximumRoundTrip = maximumRoundTrip;
    }

    /// <summary>For each pixel of the later frame its place in the earlier one; CV_32FC2, of the frames' size.</summary>
    public Mat Source { get; } = new();

    /// <summary>255 where the motion there and back again agrees, else 0; CV_8UC1, of the frames' size.</summary>
    public Mat Trusted { get; } = new();

    /// <summary>Estimates the motion between two frames of luma, CV_32FC1 of one size.</summary>
    public void Estimate(Mat earlier, Mat later)
    {
        Size size = earlier.Size(), small = Reduced(size);
        Cv2.Resize(earlier, smallEarlier, small, 0, 0, InterpolationFlags.Area);
        Cv2.Resize(later, smallLater, small, 0, 0, InterpolationFlags.Area);
        smallEarlier.ConvertTo(byteEarlier, MatType.CV_8UC1);
        smallLater.ConvertTo(byteLater, MatType.CV_8UC1);
        Flow(byteLater, byteEarlier, back);
        Flow(byteEarlier, byteLater, forth);

        // The way back from p ends at p + back(p), and the way forth from there should return to p.
        FillGrid(grid, small);
        Cv2.Add(grid, back, path);
        Cv2.Remap(forth, returned, path, noSecondMap, InterpolationFlags.Linear, BorderTypes.Replicate);
        Cv2.Add(back, returned, trip);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            Cv2.ExtractChannel(trip, axes[axis], axis);
        }

        Cv2.Magnitude(axes[0], axes[1], length);
        Cv2.Compare(length, Scalar.All(maximumRoundTrip), near, CmpTypes.LE);
        Cv2.Resize(near, Trusted, size, 0, 0, InterpolationFlags.Nearest);

        double scale = (double)size.Width / small.Width;
        Cv2.Resize(back, largeBack, size, 0, 0, InterpolationFlags.Linear);
        FillGrid(largeGrid, size);
        Cv2.ScaleAdd(largeBack, scale, largeGrid, Source);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in axes.Concat(
            [smallEarlier, smallLater, byteEarlier, byteLater, back, forth, grid, path, returned, trip, length, near, largeBack, largeGrid, noSecondMap, Source, Trusted]))
        {
            mat.Dispose();
        }
    }

    private Size Reduced(Size size)
    {
        double factor = Math.Min(1, (double)motionSize / size.Width);
        return new((int)Math.Round(size.Width * factor), (int)Math.Round(size.Height * factor));
    }

    // A wide window: faces are smooth, and the sensor's noise must not pass for motion.
    private static void Flow(Mat from, Mat to, Mat flow) =>
        Cv2.CalcOpticalFlowFarneback(from, to, flow, pyrScale: 0.5, levels: 3, winsize: 15, iterations: 3, polyN: 7, polySigma: 1.5, OpticalFlowFlags.FarnebackGaussian);

    private static void FillGrid(Mat grid, Size size)
    {
        if (grid.Size() == size)
        {
            return;
        }

        grid.Create(size, MatType.CV_32FC2);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                grid.At<Vec2f>(y, x) = new(x, y);
            }
        }
    }
}
