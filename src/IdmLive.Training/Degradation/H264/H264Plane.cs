using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IdmLive.Training.Degradation.H264;

/// <summary>Four rows of four numbers.</summary>
internal struct Block4
{
    /// <summary>Rows from the top.</summary>
    public Vector128<int> R0, R1, R2, R3;

    /// <summary>Rows and columns exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block4 Transposed() => new()
    {
        R0 = Vector128.Create(R0[0], R1[0], R2[0], R3[0]),
        R1 = Vector128.Create(R0[1], R1[1], R2[1], R3[1]),
        R2 = Vector128.Create(R0[2], R1[2], R2[2], R3[2]),
        R3 = Vector128.Create(R0[3], R1[3], R2[3], R3[3]),
    };
}

/// <summary>
/// Codes one plane as an intra picture of the baseline profile does: each 4x4 block is predicted from its decoded neighbours in one of five
/// directions, the rest transformed in integers, quantised, and decoded. Not the bit stream, whose coding loses nothing.
/// </summary>
/// <param name="quantiser">QP of this plane, 0 to 51.</param>
/// <param name="rounding">Rounding of coefficients, parts of a step, 0 to .5.</param>
public sealed class H264Plane(int quantiser, double rounding)
{
    private readonly (Vector128<int> Even, Vector128<int> Odd) _forward = H264Tables.Quantise(quantiser), _backward = H264Tables.Reconstruct(quantiser);
    private readonly int _shift = 15 + (quantiser / 6);
    private readonly Vector128<int> _rounding = Vector128.Create((int)(rounding * (1 << (15 + (quantiser / 6)))));

    /// <summary>Codes a plane in place, without deblocking.</summary>
    /// <param name="plane">Its first byte.</param>
    /// <param name="width">Width, a multiple of 4; also the length of a row.</param>
    /// <param name="height">Height, a multiple of 4.</param>
    public unsafe void Code(byte* plane, int width, int height)
    {
        for (int y = 0; y < height; y += 4)
        {
            for (int x = 0; x < width; x += 4)
            {
                byte* at = plane + (y * width) + x;
                Block4 source = new() { R0 = Load(at), R1 = Load(at + width), R2 = Load(at + (2 * width)), R3 = Load(at + (3 * width)) };
                Block4 predicted = Predict(at, width, x, y, source);
                Block4 rest = new()
                {
                    R0 = source.R0 - predicted.R0,
                    R1 = source.R1 - predicted.R1,
                    R2 = source.R2 - predicted.R2,
                    R3 = source.R3 - predicted.R3,
                };
                if (CodeRest(ref rest))
                {
                    Store(at, predicted.R0 + rest.R0);
                    Store(at + width, predicted.R1 + rest.R1);
                    Store(at + (2 * width), predicted.R2 + rest.R2);
                    Store(at + (3 * width), predicted.R3 + rest.R3);
                }
                else
                {
                    Store(at, predicted.R0);
                    Store(at + width, predicted.R1);
                    Store(at + (2 * width), predicted.R2);
                    Store(at + (3 * width), predicted.R3);
                }
            }
        }
    }

    /// <summary>Transforms, quantises and decodes a difference.</summary>
    /// <returns>Whether anything is left of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CodeRest(ref Block4 rest)
    {
        // Along columns, turned, along columns again; quantised while turned, since its tables are symmetric.
        rest = Forward(Forward(rest).Transposed());
        Vector128<int> a = Level(rest.R0, _forward.Even), b = Level(rest.R1, _forward.Odd), c = Level(rest.R2, _forward.Even), d = Level(rest.R3, _forward.Odd);
        if ((a | b | c | d) == Vector128<int>.Zero)
        {
            return false;
        }

        Block4 scaled = new() { R0 = a * _backward.Even, R1 = b * _backward.Odd, R2 = c * _backward.Even, R3 = d * _backward.Odd };
        rest = Backward(Backward(scaled).Transposed());
        Vector128<int> half = Vector128.Create(32);
        rest = new() { R0 = (rest.R0 + half) >> 6, R1 = (rest.R1 + half) >> 6, R2 = (rest.R2 + half) >> 6, R3 = (rest.R3 + half) >> 6 };
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Level(Vector128<int> coefficient, Vector128<int> multiplier)
    {
        Vector128<int> sign = coefficient >> 31;
        Vector128<int> level = ((Vector128.Abs(coefficient) * multiplier) + _rounding) >>> _shift;
        return (level ^ sign) - sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block4 Forward(Block4 b)
    {
        Vector128<int> outer = b.R0 + b.R3, outerOdd = b.R0 - b.R3, inner = b.R1 + b.R2, innerOdd = b.R1 - b.R2;
        return new() { R0 = outer + inner, R1 = outerOdd + outerOdd + innerOdd, R2 = outer - inner, R3 = outerOdd - innerOdd - innerOdd };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block4 Backward(Block4 b)
    {
        Vector128<int> sum = b.R0 + b.R2, difference = b.R0 - b.R2, low = (b.R1 >> 1) - b.R3, high = b.R1 + (b.R3 >> 1);
        return new() { R0 = sum + high, R1 = difference + low, R2 = difference - low, R3 = sum - high };
    }

    /// <summary>The best of up to five predictions by the sum of absolute differences.</summary>
    private static unsafe Block4 Predict(byte* at, int stride, int x, int y, in Block4 source)
    {
        if (x == 0 && y == 0)
        {
            return Flat(128);
        }

        if (y == 0)
        {
            Block4 across = Across(at, stride);
            return Better(across, Flat((at[-1] + at[stride - 1] + at[(2 * stride) - 1] + at[(3 * stride) - 1] + 2) >> 2), source);
        }

        byte* above = at - stride;
        Vector128<int> top = Load(above);
        Block4 down = new() { R0 = top, R1 = top, R2 = top, R3 = top };
        if (x == 0)
        {
            return Better(down, Flat((Vector128.Sum(top) + 2) >> 2), source);
        }

        int left0 = at[-1], left1 = at[stride - 1], left2 = at[(2 * stride) - 1], left3 = at[(3 * stride) - 1];
        Block4 best = Better(Across(at, stride), Flat((Vector128.Sum(top) + left0 + left1 + left2 + left3 + 4) >> 3), source);
        best = Better(best, down, source);

        // Down to the left, from the eight pixels above; the last ones repeat at the right border.
        int* edge = stackalloc int[9], smooth = stackalloc int[8];
        bool border = x + 4 == stride;
        for (int i = 0; i < 8; i++)
        {
            edge[i] = above[border && i > 3 ? 3 : i];
        }

        edge[8] = edge[7];
        Smooth(edge, smooth);
        best = Better(best, new() { R0 = Vector128.Load(smooth), R1 = Vector128.Load(smooth + 1), R2 = Vector128.Load(smooth + 2), R3 = Vector128.Load(smooth + 3) }, source);

        // Down to the right, from the left border over the corner to the pixels above.
        (edge[0], edge[1], edge[2], edge[3], edge[4]) = (left3, left2, left1, left0, above[-1]);
        (edge[5], edge[6], edge[7], edge[8]) = (above[0], above[1], above[2], above[3]);
        Smooth(edge, smooth);
        return Better(best, new() { R0 = Vector128.Load(smooth + 3), R1 = Vector128.Load(smooth + 2), R2 = Vector128.Load(smooth + 1), R3 = Vector128.Load(smooth) }, source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Smooth(int* edge, int* smooth)
    {
        for (int i = 0; i < 7; i++)
        {
            smooth[i] = (edge[i] + (2 * edge[i + 1]) + edge[i + 2] + 2) >> 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block4 Better(in Block4 a, in Block4 b, in Block4 source) => Distance(a, source) <= Distance(b, source) ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Distance(in Block4 a, in Block4 b) =>
        Vector128.Sum(Vector128.Abs(a.R0 - b.R0) + Vector128.Abs(a.R1 - b.R1) + Vector128.Abs(a.R2 - b.R2) + Vector128.Abs(a.R3 - b.R3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block4 Flat(int value)
    {
        Vector128<int> row = Vector128.Create(value);
        return new() { R0 = row, R1 = row, R2 = row, R3 = row };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Block4 Across(byte* at, int stride) => new()
    {
        R0 = Vector128.Create((int)at[-1]),
        R1 = Vector128.Create((int)at[stride - 1]),
        R2 = Vector128.Create((int)at[(2 * stride) - 1]),
        R3 = Vector128.Create((int)at[(3 * stride) - 1]),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector128<int> Load(byte* at) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(at)).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store(byte* at, Vector128<int> row)
    {
        Vector128<int> clipped = Vector128.Min(Vector128.Max(row, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<ushort> narrow = Vector128.Narrow(clipped.AsUInt32(), clipped.AsUInt32());
        Unsafe.WriteUnaligned(at, Vector128.Narrow(narrow, narrow).AsUInt32()[0]);
    }
}
