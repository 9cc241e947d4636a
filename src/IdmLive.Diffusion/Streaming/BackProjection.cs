using IdmLive.Diffusion.Network;
using OpenCvSharp;
using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Sets the low frequencies of a result back to the camera's: bounds drift and shifts of colour, whatever the network makes of its own result. On the
/// processor plane by plane in place, elsewhere by the tensor library. One thread; buffers are kept.
/// </summary>
internal sealed class BackProjection : IDisposable
{
    /// <summary>Width and height at which frequencies are low.</summary>
    private const int Cells = 16;

    private readonly double _share;
    private readonly TorchSharp.Scalar _scalar;
    private readonly Mat _low = new(), _result = new(), _large = new();

    /// <summary>Makes it.</summary>
    /// <param name="share">How much of the difference is set back, 0 to 1.</param>
    public BackProjection(double share) => (_share, _scalar) = (share, Keep(share));

    /// <summary>Sets low frequencies back.</summary>
    /// <param name="x">[batch, 3, size, size], -1..1, contiguous; changed in place.</param>
    /// <param name="y">As <paramref name="x"/>; not changed.</param>
    /// <returns>For each image the mean distance of the low frequencies before, in the range of x.</returns>
    public float[] Apply(Tensor x, Tensor y)
    {
        int count = (int)x.shape[0];
        float[] drifts = new float[count];
        if (x.device_type != DeviceType.CPU || !x.is_contiguous() || !y.is_contiguous())
        {
            ApplyByTensors(x, y, drifts);
            return drifts;
        }

        int side = (int)x.shape[3];
        for (int i = 0; i < 3 * count; i++)
        {
            using Mat plane = Plane(x, i, side), wanted = Plane(y, i, side);
            Cv2.Resize(plane, _result, new OpenCvSharp.Size(Cells, Cells), 0, 0, InterpolationFlags.Area);
            Cv2.Resize(wanted, _low, new OpenCvSharp.Size(Cells, Cells), 0, 0, InterpolationFlags.Area);
            Cv2.Subtract(_low, _result, _low);
            drifts[i / 3] += (float)(Cv2.Norm(_low, NormTypes.L1) / (3 * Cells * Cells));
            Cv2.Resize(_low, _large, new OpenCvSharp.Size(side, side), 0, 0, InterpolationFlags.Linear);
            Cv2.ScaleAdd(_large, _share, plane, plane);
        }

        x.clamp_(MinusOne, One);
        return drifts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scalar.Dispose();
        _low.Dispose();
        _result.Dispose();
        _large.Dispose();
    }

    private void ApplyByTensors(Tensor x, Tensor y, float[] drifts)
    {
        using DisposeScope scope = NewDisposeScope();
        long size = y.shape[2];
        Tensor low = nn.functional.avg_pool2d(y.sub(x), size / Cells);
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(low.abs().mean([1, 2, 3]).cpu().bytes).CopyTo(drifts);
        Tensor large = nn.functional.interpolate(low, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        x.add_(large, _scalar).clamp_(MinusOne, One);
    }

    private static unsafe Mat Plane(Tensor images, int index, int side) =>
        Mat.FromPixelData(side, side, MatType.CV_32FC1, (nint)TensorMemory.At(images, (long)index * side * side));
}
