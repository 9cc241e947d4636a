using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// A network input of shape [1, 3, height, width]: planes R, G, B of <c>(level - mean) / deviation</c>. Reused from call to call.
/// Not thread-safe.
/// </summary>
internal sealed class PlanarRgb : IDisposable
{
    private readonly float[] values;
    private readonly Mat[] planes;
    private readonly Mat level = new();

    public PlanarRgb(Size size)
    {
        Size = size;
        int area = size.Width * size.Height;
        values = GC.AllocateUninitializedArray<float>(3 * area, pinned: true);
        planes = [.. Enumerable.Range(0, 3).Select(c => Mat.FromPixelData(
            size.Height, size.Width, MatType.CV_32FC1, Marshal.UnsafeAddrOfPinnedArrayElement(values, c * area)))];
        Value = OrtValue.CreateTensorValueFromMemory(values, [1, 3, size.Height, size.Width]);
    }

    public Size Size { get; }

    /// <summary>What the network reads; owned by this object.</summary>
    public OrtValue Value { get; }

    /// <summary>Takes a picture of <see cref="Size"/>.</summary>
    /// <param name="picture">8-bit BGR; not changed.</param>
    /// <param name="mean">Mean level (0 to 255) of R, G, B.</param>
    /// <param name="deviation">Divisor of R, G, B, in levels.</param>
    public void Fill(Mat picture, Scalar mean, Scalar deviation)
    {
        for (int c = 0; c < 3; c++)
        {
            // The picture's first plane is blue, the network's is red.
            Cv2.ExtractChannel(picture, level, 2 - c);
            level.ConvertTo(planes[c], MatType.CV_32FC1, 1 / deviation[c], -mean[c] / deviation[c]);
        }
    }

    public void Dispose()
    {
        Value.Dispose();
        foreach (Mat plane in planes)
        {
            plane.Dispose();
        }

        level.Dispose();
    }
}
