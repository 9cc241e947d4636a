using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// The product that all convolutions come down to: some rows of the left matrix times a panel of the right one, two registers wide. The sums stay in
/// registers; a step multiplies one column of the left rows with one row of the panel. Stateless.
/// </summary>
internal static unsafe class MatrixKernel
{
    /// <summary>Columns of a panel.</summary>
    public static int PanelWidth<TLane>()
        where TLane : unmanaged, ILane<TLane> => 2 * TLane.Width;

    /// <summary>
    /// Overwrites <typeparamref name="TLane"/>'s number of rows times a panel's width of c with the sum over all taps of the rows, each beginning at its own
    /// place, times that tap's part of the panel.
    /// </summary>
    /// <param name="a">The left matrix.</param>
    /// <param name="rows">Where each row begins, from <paramref name="a"/>.</param>
    /// <param name="taps">How far each tap lies from the beginning of a row.</param>
    /// <param name="tapCount">At least 1.</param>
    /// <param name="depth">Numbers of a row that a tap takes, at least 1.</param>
    /// <param name="panel">[taps, depth, panel's width].</param>
    /// <param name="c">The result; rows lie <paramref name="stride"/> apart.</param>
    /// <param name="stride">Numbers from one row of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TLane>(float* a, nint* rows, nint* taps, int tapCount, int depth, float* panel, float* c, nint stride)
        where TLane : unmanaged, ILane<TLane>
    {
        if (TLane.Rows == 8)
        {
            MultiplyEight<TLane>(a, rows, taps, tapCount, depth, panel, c, stride);
        }
        else
        {
            MultiplyFour<TLane>(a, rows, taps, tapCount, depth, panel, c, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyEight<TLane>(float* a, nint* rows, nint* taps, int tapCount, int depth, float* panel, float* c, nint stride)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c00 = TLane.Fill(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        TLane c40 = c00, c41 = c00, c50 = c00, c51 = c00, c60 = c00, c61 = c00, c70 = c00, c71 = c00;
        for (int tap = 0; tap < tapCount; tap++)
        {
            float* at = a + taps[tap];
            float* a0 = at + rows[0];
            float* a1 = at + rows[1];
            float* a2 = at + rows[2];
            float* a3 = at + rows[3];
            float* a4 = at + rows[4];
            float* a5 = at + rows[5];
            float* a6 = at + rows[6];
            float* a7 = at + rows[7];
            for (nint k = 0; k < depth; k++, panel += 2 * TLane.Width)
            {
                TLane b0 = TLane.Load(panel), b1 = TLane.Load(panel + TLane.Width);
                TLane x = TLane.Fill(a0[k]);
                c00 = TLane.MultiplyAdd(x, b0, c00);
                c01 = TLane.MultiplyAdd(x, b1, c01);
                x = TLane.Fill(a1[k]);
                c10 = TLane.MultiplyAdd(x, b0, c10);
                c11 = TLane.MultiplyAdd(x, b1, c11);
                x = TLane.Fill(a2[k]);
                c20 = TLane.MultiplyAdd(x, b0, c20);
                c21 = TLane.MultiplyAdd(x, b1, c21);
                x = TLane.Fill(a3[k]);
                c30 = TLane.MultiplyAdd(x, b0, c30);
                c31 = TLane.MultiplyAdd(x, b1, c31);
                x = TLane.Fill(a4[k]);
                c40 = TLane.MultiplyAdd(x, b0, c40);
                c41 = TLane.MultiplyAdd(x, b1, c41);
                x = TLane.Fill(a5[k]);
                c50 = TLane.MultiplyAdd(x, b0, c50);
                c51 = TLane.MultiplyAdd(x, b1, c51);
                x = TLane.Fill(a6[k]);
                c60 = TLane.MultiplyAdd(x, b0, c60);
                c61 = TLane.MultiplyAdd(x, b1, c61);
                x = TLane.Fill(a7[k]);
                c70 = TLane.MultiplyAdd(x, b0, c70);
                c71 = TLane.MultiplyAdd(x, b1, c71);
            }
        }

        StorePair(c00, c01, c);
        StorePair(c10, c11, c + stride);
        StorePair(c20, c21, c + (2 * stride));
        StorePair(c30, c31, c + (3 * stride));
        StorePair(c40, c41, c + (4 * stride));
        StorePair(c50, c51, c + (5 * stride));
        StorePair(c60, c61, c + (6 * stride));
        StorePair(c70, c71, c + (7 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<TLane>(float* a, nint* rows, nint* taps, int tapCount, int depth, float* panel, float* c, nint stride)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c00 = TLane.Fill(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        for (int tap = 0; tap < tapCount; tap++)
        {
            float* at = a + taps[tap];
            float* a0 = at + rows[0];
            float* a1 = at + rows[1];
            float* a2 = at + rows[2];
            float* a3 = at + rows[3];
            for (nint k = 0; k < depth; k++, panel += 2 * TLane.Width)
            {
                TLane b0 = TLane.Load(panel), b1 = TLane.Load(panel + TLane.Width);
                TLane x = TLane.Fill(a0[k]);
                c00 = TLane.MultiplyAdd(x, b0, c00);
                c01 = TLane.MultiplyAdd(x, b1, c01);
                x = TLane.Fill(a1[k]);
                c10 = TLane.MultiplyAdd(x, b0, c10);
                c11 = TLane.MultiplyAdd(x, b1, c11);
                x = TLane.Fill(a2[k]);
                c20 = TLane.MultiplyAdd(x, b0, c20);
                c21 = TLane.MultiplyAdd(x, b1, c21);
                x = TLane.Fill(a3[k]);
                c30 = TLane.MultiplyAdd(x, b0, c30);
                c31 = TLane.MultiplyAdd(x, b1, c31);
            }
        }

        StorePair(c00, c01, c);
        StorePair(c10, c11, c + stride);
        StorePair(c20, c21, c + (2 * stride));
        StorePair(c30, c31, c + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<TLane>(TLane first, TLane second, float* to)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane.Store(first, to);
        TLane.Store(second, to + TLane.Width);
    }
}
