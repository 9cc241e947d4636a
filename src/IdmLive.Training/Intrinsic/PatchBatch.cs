using IdmLive.Diffusion.Network;

namespace IdmLive.Training.Intrinsic;

/// <summary>A batch of pairs: bytes, BGR, [batch, size, size, 3] each.</summary>
/// <param name="Size">Width and height of the patches.</param>
/// <param name="Clean">The high-quality patches x.</param>
/// <param name="Degraded">The low-quality patches y.</param>
/// <param name="Earlier">The same patches as the same camera saw them a frame before: equal parameters, other noise.</param>
/// <param name="Places">Where in the crop each patch lies.</param>
public sealed record PatchBatch(int Size, byte[] Clean, byte[] Degraded, byte[] Earlier, IReadOnlyList<PatchPlace> Places)
{
    /// <summary>Number of patches.</summary>
    public int Count => Places.Count;
}
