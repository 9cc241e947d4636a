using IdmLive.Pipeline.Restoring;

namespace IdmLive.Pipeline.Live;

/// <summary>stub</summary>
public sealed class FaceGuard(int cropSize) : IFaceGuard
{
    /// <summary>x</summary>
    public int CropSize => cropSize;

    /// <inheritdoc/>
    public double Judge(in StreamFace face, in StreamResult result) => 1;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
