using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IdmLive.Pipeline.Faces;

namespace IdmLive.Pipeline.Compositing;

/// <summary>
/// Adds a residual field to rows of an image: cubic interpolation (Catmull-Rom, Keys 1981 with a = -1/2), addition, rounding and
/// saturation in one pass. One pixel with its colours is one vector; OpenCV would need a warp of floats, a conversion and an addition
/// over the whole rectangle, which takes several times as long.
/// </summary>
internal static class ResidualSampler
{
    private const int Phases = 512;
    private const int Taps = 4;

    // Places count in 2^-32 of a pixel: the lower half of a 64-bit number is the fraction.
    private const int FixedBits = 32;
    private const long FixedOne = 1L << FixedBits;

    // For each phase the four weights, each repeated over the lanes of a pixel: a row of four pixels is two 256-bit products.
    private static readonly float[] SpreadWeights = Weights(FaceResidual.Lanes);
    private static readonly float[] PlainWeights = Weights(1);

    /// <summary>Adds to pixels <c>start</c> to <c>start + count - 1</c> of a row.</summary>
    /// <typeparam name="T">Byte or ushort; 16-bit pixels take 257 times the residual.</typeparam>
    /// <param name="pixels">Blue, green, red of the pixel <paramref name="start"/> and what follows it.</param>
    /// <param name="count">Pixels to change.</param>
    /// <param name="residual">The field. Every pixel of the row must fall on it, half a pixel beyond its edge at most.</param>
    /// <param name="imageToField">From image pixels to pixels of the field, border not counted.</param>
    /// <param name="y">The row.</param>
    /// <param name="start">Its first pixel.</param>
    /// <param name="shares">A factor for each pixel; empty where all are 1.</param>
    public static unsafe void AddRow<T>(
        T* pixels, int count, FaceResidual residual, in SimilarityTransform imageToField, int y, int start, ReadOnlySpan<float> shares)
        where T : unmanaged
    {
        long stride = (residual.Size + (2 * FaceResidual.Border)) * FaceResidual.Lanes;
        long u = FixedPoint((imageToField.A * start) - (imageToField.B * y) + imageToField.Tx), du = FixedPoint(imageToField.A, 0);
        long v = FixedPoint((imageToField.B * start) + (imageToField.A * y) + imageToField.Ty), dv = FixedPoint(imageToField.B, 0);
        fixed (float* field = residual.Field, spread = SpreadWeights, plain = PlainWeights)
        {
            for (int i = 0; i < count; i++, pixels += 3, u += du, v += dv)
            {
                // On the field u and v lie between 1.5 and size + 1.5: the kernel's pixels exist, and a rounding error does no harm.
                float* wu = spread + ((uint)u / (uint)(FixedOne / Phases) * Taps * FaceResidual.Lanes), wv = plain + ((uint)v / (uint)(FixedOne / Phases) * Taps);
                float* at = field + (((v >> FixedBits) - 1) * stride) + (((u >> FixedBits) - 1) * FaceResidual.Lanes);
                Vector256<float> w01 = Vector256.Load(wu), w23 = Vector256.Load(wu + 8);
                Vector256<float> sum = Row(at, w01, w23) * Vector256.Create(wv[0]);
                sum = Vector256.MultiplyAddEstimate(Row(at + stride, w01, w23), Vector256.Create(wv[1]), sum);
                sum = Vector256.MultiplyAddEstimate(Row(at + (2 * stride), w01, w23), Vector256.Create(wv[2]), sum);
                sum = Vector256.MultiplyAddEstimate(Row(at + (3 * stride), w01, w23), Vector256.Create(wv[3]), sum);
                Vector128<float> added = sum.GetLower() + sum.GetUpper();
                if (!shares.IsEmpty)
                {
                    added *= shares[i];
                }

                if (typeof(T) == typeof(byte))
                {
                    Add((byte*)pixels, added);
                }
                else
                {
                    Add((ushort*)pixels, added * 257);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Row(float* at, Vector256<float> w01, Vector256<float> w23) =>
        Vector256.MultiplyAddEstimate(Vector256.Load(at), w01, Vector256.Load(at + 8) * w23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Add(byte* pixel, Vector128<float> added)
    {
        Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalar(*(ushort*)pixel | ((uint)pixel[2] << 16)).AsByte());
        Vector128<int> sum = Rounded(Vector128.ConvertToSingle(Vector128.WidenLower(wide).AsInt32()) + added, byte.MaxValue);
        Vector128<short> narrow = Vector128.Narrow(sum, sum);
        uint packed = Vector128.Narrow(narrow.AsUInt16(), narrow.AsUInt16()).AsUInt32().ToScalar();
        *(ushort*)pixel = (ushort)packed;
        pixel[2] = (byte)(packed >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Add(ushort* pixel, Vector128<float> added)
    {
        Vector128<int> sum = Rounded(Vector128.Create((float)pixel[0], pixel[1], pixel[2], 0) + added, ushort.MaxValue);
        (pixel[0], pixel[1], pixel[2]) = ((ushort)sum[0], (ushort)sum[1], (ushort)sum[2]);
    }

    // What is not changed stays exactly: a whole number plus a half, cut off, is that number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Rounded(Vector128<float> value, float largest) => Vector128.ConvertToInt32Native(
        Vector128.Min(Vector128.Max(value, Vector128<float>.Zero), Vector128.Create(largest)) + Vector128.Create(0.5f));

    private static long FixedPoint(double value, int border = FaceResidual.Border) => (long)((value + border) * FixedOne);

    private static float[] Weights(int lanes)
    {
        float[] weights = new float[Phases * Taps * lanes];
        for (int phase = 0; phase < Phases; phase++)
        {
            double t = (phase + 0.5) / Phases;
            ReadOnlySpan<double> w =
            [
                ((((-0.5 * t) + 1) * t) - 0.5) * t,
                (((1.5 * t) - 2.5) * t * t) + 1,
                ((((-1.5 * t) + 2) * t) + 0.5) * t,
                ((0.5 * t) - 0.5) * t * t,
            ];
            for (int tap = 0; tap < Taps; tap++)
            {
                weights.AsSpan(((phase * Taps) + tap) * lanes, lanes).Fill((float)w[tap]);
            }
        }

        return weights;
    }
}
