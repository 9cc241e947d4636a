using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>Mixes two crops by a map, without the network. One thread; buffers are kept.</summary>
internal sealed class TrustedBlend : IDisposable
{
    private readonly Mat _others = new();

    /// <summary>Writes <c>crop + share trust (moved - crop)</c>.</summary>
    /// <param name="crop">8-bit BGR.</param>
    /// <param name="moved">The same size and type.</param>
    /// <param name="trust">32-bit, one channel, 0 to 1, the same size.</param>
    /// <param name="share">What the trust is multiplied with, 0 to 1.</param>
    /// <param name="target">Overwritten, the same size and type as the crop; may be neither of the two.</param>
    public void Apply(Mat crop, Mat moved, Mat trust, double share, Mat target)
    {
        if (share <= 0)
        {
            crop.CopyTo(target);
            return;
        }

        // The blend divides by the sum of both weights, so they need not add up to 1: trust and 1 / share - trust.
        trust.ConvertTo(_others, MatType.CV_32FC1, -1, 1 / share);
        Cv2.BlendLinear(moved, crop, trust, _others, target);
    }

    /// <inheritdoc/>
    public void Dispose() => _others.Dispose();
}
