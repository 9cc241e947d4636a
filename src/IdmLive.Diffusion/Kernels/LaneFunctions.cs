using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>Functions of all numbers of a register. Stateless.</summary>
internal static class LaneFunctions
{
    /// <summary><c>x sigmoid(x)</c>, right to about 2e-7 of its size; no number stays no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Silu<TLane>(TLane x)
        where TLane : unmanaged, ILane<TLane> => TLane.Divide(x, TLane.Fill(1) + Exp(TLane.Fill(0) - x));

    /// <summary><c>e^x</c> for x from -87 to 87, beyond that the value at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Exp<TLane>(TLane x)
        where TLane : unmanaged, ILane<TLane>
    {
        x = TLane.Max(TLane.Min(x, TLane.Fill(87)), TLane.Fill(-87));
        TLane n = TLane.Round(x * TLane.Fill(1.44269504f));

        // ln 2 in two parts, the first one with so few digits that n times it is exact; then the exponential series, good to 32 bits for |r| <= ln 2 / 2.
        TLane r = TLane.MultiplyAdd(n, TLane.Fill(-0.693359375f), x);
        r = TLane.MultiplyAdd(n, TLane.Fill(2.12194440e-4f), r);
        TLane p = TLane.MultiplyAdd(TLane.Fill(1f / 5040), r, TLane.Fill(1f / 720));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(1f / 120));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(1f / 24));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(1f / 6));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(.5f));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(1));
        p = TLane.MultiplyAdd(p, r, TLane.Fill(1));
        return p * TLane.PowerOfTwo(n);
    }
}
