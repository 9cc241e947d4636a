using System.Runtime.Intrinsics.X86;

namespace IdmLive.Diffusion.Restoring;

/// <summary>What the processor can do that the runtime does not tell.</summary>
public static class ProcessorFeatures
{
    /// <summary>The processor multiplies bfloat16 (AVX512_BF16 or AMX-BF16); without that the format is slower than 32 bits.</summary>
    public static bool HasBFloat16 { get; } = Detect();

    private static bool Detect()
    {
        if (!X86Base.IsSupported || !Avx512F.IsSupported)
        {
            return false;
        }

        (int highest, _, _, _) = X86Base.CpuId(0, 0);
        if (highest < 7)
        {
            return false;
        }

        // Leaf 7: sub-leaf 1, EAX bit 5 is AVX512_BF16; sub-leaf 0, EDX bit 22 is AMX-BF16.
        (int subLeaves, _, _, int edx) = X86Base.CpuId(7, 0);
        bool amx = (edx & (1 << 22)) != 0;
        return amx || (subLeaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0);
    }
}
