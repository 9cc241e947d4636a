using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Moves a track's earlier result to where the face is now, and says how far that can be trusted. The motion is the optical flow (Farneback 2003)
/// between the low-quality crops at a quarter of their size: aligned crops leave only expression and the error of the alignment to it. Not thread-safe.
/// </summary>
internal sealed class CropFlow : IDisposable
{
    private const int Size = ChangeMeter.Size;

    private readonly Mat _flow = new(), _grid, _path = new(), _moved = new(), _error = new(), _smooth = new(), _large = new(), _largeGrid, _places = new();
    private readonly Mat _fixed = new(), _fraction = new(), _noSecondMap = new();
    private readonly double _range;

    /// <summary>Makes it for crops of one size.</summary>
    /// <param name="cropSize">Width and height of the crops in pixels.</param>
    /// <param name="trustRange">Difference in brightness, 0 to 1, at which nothing is trusted.</param>
    public CropFlow(int cropSize, double trustRange)
    {
        _range = 255 * trustRange;
        _grid = Grid(Size);
        _largeGrid = Grid(cropSize);
    }

    /// <summary>Moves the earlier result along the flow.</summary>
    /// <param name="earlierLuma">As <see cref="ChangeMeter.Reduce"/> gave it for the frame that the result belongs to.</param>
    /// <param name="luma">The same for this frame.</param>
    /// <param name="result">8-bit BGR, of the crop's size.</param>
    /// <param name="moved">Overwritten: the result, moved.</param>
    /// <param name="trust">Overwritten: 32-bit, one channel, <see cref="ChangeMeter.Size"/> squared, 0 to 1.</param>
    /// <param name="noise">The camera's noise as a part of the range of brightness: a difference that is no reason for mistrust.</param>
    public void Move(Mat earlierLuma, Mat luma, Mat result, Mat moved, Mat trust, double noise)
    {
        Cv2.CalcOpticalFlowFarneback(luma, earlierLuma, _flow, pyrScale: 0.5, levels: 2, winsize: 9, iterations: 2, polyN: 5, polySigma: 1.1, OpticalFlowFlags.None);
        Cv2.Add(_grid, _flow, _path);
        Cv2.Remap(earlierLuma, _moved, _path, _noSecondMap, InterpolationFlags.Linear, BorderTypes.Replicate);
        Trust(_moved, luma, trust, noise);
        Cv2.Resize(_flow, _large, _largeGrid.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.ScaleAdd(_large, (double)_largeGrid.Width / Size, _largeGrid, _places);
        Cv2.ConvertMaps(_places, _noSecondMap, _fixed, _fraction, MatType.CV_16SC2);
        CubicSampler.Sample(result, _fixed, _fraction, moved);
    }

    /// <summary>Takes the earlier result where it lies.</summary>
    /// <param name="earlierLuma">As for <see cref="Move"/>.</param>
    /// <param name="luma">As for <see cref="Move"/>.</param>
    /// <param name="result">As for <see cref="Move"/>.</param>
    /// <param name="moved">As for <see cref="Move"/>.</param>
    /// <param name="trust">As for <see cref="Move"/>.</param>
    /// <param name="noise">As for <see cref="Move"/>.</param>
    public void Stay(Mat earlierLuma, Mat luma, Mat result, Mat moved, Mat trust, double noise)
    {
        Trust(earlierLuma, luma, trust, noise);
        result.CopyTo(moved);
    }

    /// <summary>Moves another picture along the last flow.</summary>
    /// <param name="picture">8-bit BGR, of the crop's size.</param>
    /// <param name="moved">Overwritten.</param>
    public void MoveAlso(Mat picture, Mat moved) => CubicSampler.Sample(picture, _fixed, _fraction, moved);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_flow, _grid, _path, _moved, _error, _smooth, _large, _largeGrid, _places, _fixed, _fraction, _noSecondMap])
        {
            mat.Dispose();
        }
    }

    // 1 where the moved crop shows what this frame shows, falling to 0 at the range.
    private void Trust(Mat moved, Mat luma, Mat trust, double noise)
    {
        Cv2.Absdiff(moved, luma, _error);
        Cv2.Blur(_error, _smooth, new Size(5, 5));
        double floor = 255 * noise;
        _smooth.ConvertTo(trust, MatType.CV_32FC1, -1 / _range, 1 + (floor / _range));
        Cv2.Min(trust, 1, trust);
        Cv2.Max(trust, 0, trust);
    }

    private static Mat Grid(int size)
    {
        Mat grid = new(size, size, MatType.CV_32FC2);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                grid.At<Vec2f>(y, x) = new(x, y);
            }
        }

        return grid;
    }
}
