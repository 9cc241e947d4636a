namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// A vector register of 32-bit numbers. Kernels are written once against this and compiled for each width; products are always fused with
/// their sum, so all widths give the same bits.
/// </summary>
internal unsafe interface ILane<TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Numbers in a register.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of the left matrix that the matrix kernel works on at once: as many as there are registers for two sums each.</summary>
    static abstract int Rows { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary><see cref="Width"/> numbers from any address.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>One number, everywhere.</summary>
    static abstract TSelf Fill(float value);

    /// <summary><c>a b + c</c>, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary><c>a / b</c>.</summary>
    static abstract TSelf Divide(TSelf a, TSelf b);

    /// <summary>The smaller of both, the second one where the first is no number.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of both, the second one where the first is no number.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary><c>2^n</c> for whole numbers n from -126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>The nearest whole numbers.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>Writes to any address.</summary>
    static abstract void Store(TSelf value, float* to);
}
