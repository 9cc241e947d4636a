using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>F(2, 3): 2.25 times fewer multiplications, weights 1.8 times as large; for layers whose weights do not fit into the caches otherwise.</summary>
internal readonly unsafe struct WinogradTwo : IWinograd
{
    public static int Outputs => 2;

    public static int Inputs => 4;

    public static void Filter(ReadOnlySpan<double> taps, Span<double> values)
    {
        (double a, double b, double c) = (taps[0], taps[1], taps[2]);
        values[0] = a;
        values[1] = (a + b + c) / 2;
        values[2] = (a - b + c) / 2;
        values[3] = c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLane>(float* from, nint fromStep, float* to, nint toStep)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane d0 = TLane.Load(from), d1 = TLane.Load(from + fromStep), d2 = TLane.Load(from + (2 * fromStep)), d3 = TLane.Load(from + (3 * fromStep));
        TLane.Store(d0 - d2, to);
        TLane.Store(d1 + d2, to + toStep);
        TLane.Store(d2 - d1, to + (2 * toStep));
        TLane.Store(d1 - d3, to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLane>(float* from, nint fromStep, float* to, nint toStep)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane m0 = TLane.Load(from), m1 = TLane.Load(from + fromStep), m2 = TLane.Load(from + (2 * fromStep)), m3 = TLane.Load(from + (3 * fromStep));
        TLane.Store(m0 + m1 + m2, to);
        TLane.Store(m1 - m2 - m3, to + toStep);
    }
}
