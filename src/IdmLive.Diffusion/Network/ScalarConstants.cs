using TorchSharp;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// The scalars that tensor code may pass to the native library. A <see cref="Scalar"/> made in passing can be finalised while
/// the native call still reads it; one that lives in a static field cannot. The analyzer bans all other ways to make one
/// (<c>eng/BannedSymbols.txt</c>), and this file alone makes them.
/// </summary>
public static class ScalarConstants
{
#pragma warning disable RS0030 // the one place where scalars are made: each lives as long as the process
    /// <summary>0.</summary>
    public static readonly Scalar Zero = 0.0;

    /// <summary>1.</summary>
    public static readonly Scalar One = 1.0;

    /// <summary>-1.</summary>
    public static readonly Scalar MinusOne = -1.0;

    /// <summary>1/127.5: from bytes to the range -1 to 1, before <see cref="MinusOne"/> is added.</summary>
    public static readonly Scalar ByteToUnit = 1.0 / 127.5;

    /// <summary>127.5: from the range -1 to 1 to bytes, after <see cref="One"/> was added.</summary>
    public static readonly Scalar UnitToByte = 127.5;

    /// <summary>255, the largest byte.</summary>
    public static readonly Scalar MaxByte = 255.0;

    /// <summary>
    /// A scalar for a value known at run time only. The caller keeps it in a field for as long as calls that use it can run
    /// and disposes of it afterwards.
    /// </summary>
    public static Scalar Keep(double value) => value;
#pragma warning restore RS0030
}
