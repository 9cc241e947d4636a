using IdmLive.Pipeline.Faces;
using OpenCvSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Device = TorchSharp.torch.Device;

namespace IdmLive.Training.Losses;

/// <summary>
/// Weighs the places of an aligned face: eyes, nose and mouth, by which people know each other, are a small part of a crop, and hair and background have most
/// of a plain mean. Immutable.
/// </summary>
public sealed class FaceEmphasis : IDisposable
{
    /// <summary>How far the weight of a key point reaches, as a part of the crop's width (standard deviation).</summary>
    private const double Reach = .075;

    private readonly Tensor _map;

    /// <summary>Draws the weights.</summary>
    /// <param name="size">Width and height of the aligned crops, pixels.</param>
    /// <param name="strength">How many times more than a place far from all of them a key point weighs, less 1; at least 0. The mean weight is 1.</param>
    /// <param name="device">Where the pictures lie.</param>
    public FaceEmphasis(int size, double strength, Device device)
    {
        FaceKeyPoints p = FaceTemplate.KeyPoints(size);
        Point2f[] points = [p.RightEye, p.LeftEye, p.Nose, p.RightMouthCorner, p.LeftMouthCorner];
        float[] weights = new float[size * size];
        double spread = 2 * Reach * Reach * size * size;
        for (int i = 0; i < weights.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, size);
            weights[i] = (float)(1 + (strength * points.Max(q => Math.Exp(-(((q.X - x) * (q.X - x)) + ((q.Y - y) * (q.Y - y))) / spread))));
        }

        float mean = weights.Average();
        _map = tensor([.. weights.Select(w => w / mean)], [1, 1, size, size], device: device).DetachFromDisposeScope();
        Size = size;
    }

    /// <summary>Width and height of the crops.</summary>
    public int Size { get; }

    /// <summary>The weighted mean over all places of a cut, in the surrounding dispose scope.</summary>
    /// <param name="values">[n, channels, height, width], 32 bits, of the cut's size or a whole fraction of it.</param>
    /// <param name="left">Where the cut lies in the crop, pixels.</param>
    /// <param name="top">The same.</param>
    /// <param name="side">Width and height of the cut, pixels.</param>
    public Tensor Mean(Tensor values, int left, int top, int side)
    {
        long step = side / values.shape[3];
        Tensor cut = _map.narrow(2, top, side).narrow(3, left, side);
        return values.mul(step == 1 ? cut : avg_pool2d(cut, [step, step])).mean();
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();
}
