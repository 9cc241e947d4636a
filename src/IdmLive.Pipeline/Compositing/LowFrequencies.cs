using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace IdmLive.Pipeline.Compositing;

/// <summary>
/// The low frequencies of the difference of two crops: its Gaussian mean under a mask (normalised convolution, Knutsson and Westin 1993).
/// Computed on a picture of 32 pixels; made for one crop size, buffers are kept.
/// </summary>
internal sealed class LowFrequencies : IDisposable
{
    private const int SmallSize = 32;

    private readonly double sigma;
    private readonly Mat mask, weight;
    private readonly Mat smallInput = new(), smallRestored = new(), difference = new();
    private readonly int size;
    private readonly Vector128<float>[] means, row;
    private readonly (int Index, float Part)[] places;

    /// <param name="shape">The mask.</param>
    /// <param name="cropSize">Width and height of the crops.</param>
    /// <param name="colourScale">Standard deviation of the Gaussian as a part of the crop.</param>
    public LowFrequencies(FaceMask shape, int cropSize, double colourScale)
    {
        size = Math.Min(SmallSize, cropSize);
        sigma = colourScale * size;
        means = new Vector128<float>[size * size];
        row = new Vector128<float>[size + 1];
        using Mat plane = Mat.FromPixelData(size, size, MatType.CV_32FC1, shape.Sampled(size));
        mask = new();
        Cv2.Merge([plane, plane, plane], mask);
        weight = new();
        Blur(mask, weight);
        Cv2.Max(weight, 1e-4, weight);
        Cv2.Divide(1, weight, weight);
        places = [.. Enumerable.Range(0, cropSize).Select(Place)];

        (int Index, float Part) Place(int i)
        {
            double at = Math.Clamp(((i + 0.5) * size / cropSize) - 0.5, 0, size - 1);
            return ((int)at, (float)(at - (int)at));
        }
    }

    /// <summary>Takes a pair of crops.</summary>
    public void Compute(Mat input, Mat restored)
    {
        Cv2.Resize(input, smallInput, mask.Size(), 0, 0, InterpolationFlags.Area);
        Cv2.Resize(restored, smallRestored, mask.Size(), 0, 0, InterpolationFlags.Area);
        Cv2.Subtract(smallRestored, smallInput, difference, null, MatType.CV_32F);
        Cv2.Multiply(difference, mask, difference);
        Blur(difference, difference);
        Cv2.Multiply(difference, weight, difference);
        ReadOnlySpan<Vec3f> values = difference.AsSpan<Vec3f>();
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = Vector128.Create(values[i].Item0, values[i].Item1, values[i].Item2, 0);
        }
    }

    /// <summary>The low frequencies of one row of the crops, interpolated; blue, green, red and nothing.</summary>
    public void Row(int y, Span<Vector128<float>> low)
    {
        (int iy, float fy) = places[y];
        int below = Math.Min(iy + 1, size - 1) * size;
        for (int x = 0; x < size; x++)
        {
            Vector128<float> a = means[(iy * size) + x];
            row[x] = a + ((means[below + x] - a) * fy);
        }

        row[size] = row[size - 1];
        for (int x = 0; x < low.Length; x++)
        {
            (int ix, float fx) = places[x];
            Vector128<float> a = row[ix];
            low[x] = a + ((row[ix + 1] - a) * fx);
        }
    }

    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[mask, weight, smallInput, smallRestored, difference])
        {
            mat.Dispose();
        }
    }

    private void Blur(Mat from, Mat to) => Cv2.GaussianBlur(from, to, default, sigma, sigma, BorderTypes.Constant);
}
