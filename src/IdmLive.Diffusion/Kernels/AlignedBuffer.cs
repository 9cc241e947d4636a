using System.Runtime.InteropServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>32-bit numbers outside the collector's reach, at a multiple of 64 bytes, zero at first. Freed when disposed of, or with the object.</summary>
internal sealed unsafe class AlignedBuffer : SafeHandle
{
    private const nuint Alignment = 64;

    /// <summary>Takes memory.</summary>
    /// <param name="length">Numbers, at least 0.</param>
    public AlignedBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        nuint bytes = Math.Max((nuint)length * sizeof(float), Alignment);
        void* memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(memory, bytes);
        SetHandle((nint)memory);
    }

    /// <summary>How many numbers there are.</summary>
    public long Length { get; }

    /// <summary>The first number; valid as long as this is.</summary>
    public float* Pointer => (float*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
