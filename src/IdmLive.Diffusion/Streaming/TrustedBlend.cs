using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>Mixes two crops by a map, without the network. Thread-safe.</summary>
internal static class TrustedBlend
{
    /// <summary>Writes <c>crop + trust (moved - crop)</c>.</summary>
    /// <param name="crop">8-bit BGR.</param>
    /// <param name="moved">The same size and type.</param>
    /// <param name="trust">32-bit, one channel, 0 to 1, any size.</param>
    /// <param name="target">Overwritten, the same size and type as the crop.</param>
    /// <param name="share">What the trust is multiplied with, 0 to 1.</param>
    public static void Apply(Mat crop, Mat moved, Mat trust, Mat target, double share = 1)
    {
        using Mat large = new(), others = new();
        Cv2.Resize(trust, large, crop.Size(), 0, 0, InterpolationFlags.Linear);
        if (share < 1)
        {
            large.ConvertTo(large, -1, share);
        }

        Cv2.Subtract(1, large, others);
        Cv2.BlendLinear(moved, crop, large, others, target);
    }
}
