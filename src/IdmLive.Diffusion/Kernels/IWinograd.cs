namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// A minimal filtering algorithm F(m, 3) of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016): m outputs of a filter of three
/// taps with m + 2 multiplications instead of 3 m, and in two dimensions with (m + 2)^2 instead of 9 m^2. Each method is one of its three matrices,
/// in one dimension; two dimensions are columns first, then rows.
/// </summary>
internal unsafe interface IWinograd
{
    /// <summary>m, outputs along a side of a tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>m + 2, inputs along a side of a tile.</summary>
    static abstract int Inputs { get; }

    /// <summary>The matrix G: m + 2 values of a filter's three.</summary>
    static abstract void Filter(ReadOnlySpan<double> taps, Span<double> values);

    /// <summary>The transpose of B: m + 2 registers become as many; may not overlap.</summary>
    static abstract void Input<TLane>(float* from, nint fromStep, float* to, nint toStep)
        where TLane : unmanaged, ILane<TLane>;

    /// <summary>The transpose of A: m + 2 registers become m; may not overlap.</summary>
    static abstract void Output<TLane>(float* from, nint fromStep, float* to, nint toStep)
        where TLane : unmanaged, ILane<TLane>;
}
