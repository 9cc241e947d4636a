using System.Numerics;
using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Reduces an image by a whole factor with the cubic kernel of Keys (1981, a = -1/2) stretched to the factor: 94 % of a frequency half of
/// what the result can show stays, under 10 % of one and a half times as much. OpenCV's own reduction by areas lets 38 % of that through
/// as aliases.
/// </summary>
internal static class CubicDecimation
{
    /// <summary>Pixels of the result that have to lie around it in the source, on every side.</summary>
    public const int Margin = 2;

    /// <summary>Fills the result.</summary>
    /// <param name="source">8-bit or 16-bit, 1 to 4 channels: <c>factor (n + 2 Margin)</c> pixels for every n of the result.</param>
    /// <param name="result">Of the same pixel type; overwritten.</param>
    /// <param name="factor">2 or more.</param>
    public static void Reduce(Mat source, Mat result, int factor)
    {
        if (source.Depth() == MatType.CV_8U)
        {
            Reduce<byte>(source, result, factor);
        }
        else
        {
            Reduce<ushort>(source, result, factor);
        }
    }

    private static unsafe void Reduce<T>(Mat source, Mat result, int factor)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        float[] weights = Weights(factor);
        int first = FirstTap(factor), channels = source.Channels(), length = source.Cols * channels, rows = result.Rows, columns = result.Cols;
        Vector128<float> largest = Vector128.Create(float.CreateTruncating(T.MaxValue)), half = Vector128.Create(0.5f);

        // One pixel is read as four floats, whatever its channels: the last one reads beyond the line.
        float[] line = new float[length + 4];
        fixed (float* start = line)
        {
            for (int y = 0; y < rows; y++)
            {
                Array.Clear(line);
                for (int tap = 0; tap < weights.Length; tap++)
                {
                    AddWeighted((T*)source.Ptr((y * factor) + first + tap), weights[tap], start, length);
                }

                T* target = (T*)result.Ptr(y);
                float* at = start + (first * channels);
                for (int x = 0; x < columns; x++, at += factor * channels, target += channels)
                {
                    Vector128<float> sum = half;
                    for (int tap = 0; tap < weights.Length; tap++)
                    {
                        sum = Vector128.MultiplyAddEstimate(Vector128.Load(at + (tap * channels)), Vector128.Create(weights[tap]), sum);
                    }

                    Vector128<int> pixel = Vector128.ConvertToInt32Native(Vector128.Min(Vector128.Max(sum, Vector128<float>.Zero), largest));
                    for (int c = 0; c < channels; c++)
                    {
                        target[c] = T.CreateTruncating(pixel[c]);
                    }
                }
            }
        }
    }

    private static unsafe void AddWeighted<T>(T* row, float weight, float* sum, int length)
        where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        if (typeof(T) == typeof(byte))
        {
            Vector256<float> factor = Vector256.Create(weight);
            for (; i <= length - 16; i += 16)
            {
                Vector256<ushort> wide = Vector256.WidenLower(Vector128.Load((byte*)row + i).ToVector256Unsafe());
                Accumulate(Vector256.WidenLower(wide), factor, sum + i);
                Accumulate(Vector256.WidenUpper(wide), factor, sum + i + 8);
            }
        }

        for (; i < length; i++)
        {
            sum[i] += float.CreateTruncating(row[i]) * weight;
        }
    }

    private static unsafe void Accumulate(Vector256<uint> values, Vector256<float> factor, float* sum) =>
        Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(values.AsInt32()), factor, Vector256.Load(sum)).Store(sum);

    private static int FirstTap(int factor) => (factor + 1) / 2;

    private static float[] Weights(int factor)
    {
        // The middle of a cell of the result lies 2.5 cells behind the first pixel that could count; the kernel reaches 2 to each side.
        int first = FirstTap(factor);
        double[] weights = new double[(5 * factor) - (2 * first)];
        for (int tap = 0; tap < weights.Length; tap++)
        {
            double t = Math.Abs(((first + tap + 0.5) / factor) - 2.5);
            weights[tap] = t < 1 ? (((1.5 * t) - 2.5) * t * t) + 1 : (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2;
        }

        double sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}
