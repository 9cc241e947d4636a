using System.Runtime.Intrinsics.X86;

namespace IdmLive.Diffusion.Restoring;

/// <summary>What the processor can do that the runtime does not tell.</summary>
public static class ProcessorFeatures
{
    private static readonly (bool Avx512, bool Amx) BFloat16 = Detect();

    /// <summary>The processor multiplies bfloat16 (AVX512_BF16 or AMX-BF16); without that the format is a hundred times slower than 32 bits.</summary>
    public static bool HasBFloat16 => BFloat16.Avx512 || BFloat16.Amx;

    /// <summary>
    /// bfloat16 is faster than 32 bits: with AMX, or with AVX512_BF16 by others than Intel, whose registers multiply as many numbers in a cycle in either
    /// format (a convolution took 1.7 times as long as in 32 bits on one of them).
    /// </summary>
    public static bool HasFastBFloat16 => BFloat16.Amx || (BFloat16.Avx512 && !IsIntel());

    private static (bool Avx512, bool Amx) Detect()
    {
        if (!X86Base.IsSupported || !Avx512F.IsSupported)
        {
            return default;
        }

        (int highest, _, _, _) = X86Base.CpuId(0, 0);
        if (highest < 7)
        {
            return default;
        }

        // Leaf 7: sub-leaf 1, EAX bit 5 is AVX512_BF16; sub-leaf 0, EDX bit 22 is AMX-BF16.
        (int subLeaves, _, _, int edx) = X86Base.CpuId(7, 0);
        return (subLeaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0, (edx & (1 << 22)) != 0);
    }

    /// <summary>The vendor's name lies in three registers; the first one of Intel's holds "Genu".</summary>
    private static bool IsIntel() => X86Base.CpuId(0, 0).Ebx == 0x756e6547;
}
