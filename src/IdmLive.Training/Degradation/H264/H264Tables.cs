using System.Runtime.Intrinsics;

namespace IdmLive.Training.Degradation.H264;

/// <summary>Numbers that ITU-T H.264 fixes.</summary>
public static class H264Tables
{
    /// <summary>Largest quantiser.</summary>
    public const int LargestQuantiser = 51;

    // Multipliers by QP % 6 for the three places that coefficients have in the block: even-even, odd-odd, mixed (section 8.5.9, and its reciprocal).
    private static readonly int[][] Forward = [[13107, 5243, 8066], [11916, 4660, 7490], [10082, 4194, 6554], [9362, 3647, 5825], [8192, 3355, 5243], [7282, 2893, 4559]];
    private static readonly int[][] Backward = [[10, 16, 13], [11, 18, 14], [13, 20, 16], [14, 23, 18], [16, 25, 20], [18, 29, 23]];

    private static readonly byte[] ChromaFrom30 = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39];

    /// <summary>Threshold of the deblocking filter for the step at an edge, by QP (table 8-16).</summary>
    public static ReadOnlySpan<byte> Alpha =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 17, 20, 22, 25, 28, 32, 36, 40, 45, 50, 56, 63, 71,
        80, 90, 101, 113, 127, 144, 162, 182, 203, 226, 255, 255,
    ];

    /// <summary>Threshold of the deblocking filter for the slope beside an edge, by QP (table 8-16).</summary>
    public static ReadOnlySpan<byte> Beta =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18,
    ];

    /// <summary>Largest change at an edge inside an intra macroblock, by QP (table 8-17, strength 3).</summary>
    public static ReadOnlySpan<byte> Clip =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 6,
        7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 23, 25,
    ];

    /// <summary>Quantiser of the colour planes (table 8-15).</summary>
    public static int Chroma(int quantiser) => quantiser < 30 ? quantiser : ChromaFrom30[quantiser - 30];

    /// <summary>Multipliers of quantisation, a vector for each of two kinds of rows (even, odd).</summary>
    public static (Vector128<int> Even, Vector128<int> Odd) Quantise(int quantiser) => Rows(Forward[quantiser % 6]);

    /// <summary>Multipliers of reconstruction with the shift by QP / 6 in them.</summary>
    public static (Vector128<int> Even, Vector128<int> Odd) Reconstruct(int quantiser)
    {
        (Vector128<int> even, Vector128<int> odd) = Rows(Backward[quantiser % 6]);
        return (even << (quantiser / 6), odd << (quantiser / 6));
    }

    private static (Vector128<int> Even, Vector128<int> Odd) Rows(int[] places) =>
        (Vector128.Create(places[0], places[2], places[0], places[2]), Vector128.Create(places[2], places[1], places[2], places[1]));
}
