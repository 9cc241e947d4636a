using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace IdmLive.Training.Losses;

/// <summary>
/// What an estimate has of its network's own lattice: a network that makes several pixels of one (pixel shuffle) computes each place of a block with
/// weights of its own, and where they disagree a mesh lies over the picture. The error is averaged over windows for each place of the block: what belongs to the
/// picture averages out, what belongs to the lattice stays. The block has to span the shuffles of more than one level: the mesh of one that alternates from
/// block to block averages out over that level's own block. Stateless.
/// </summary>
public static class LatticeLoss
{
    /// <summary>Blocks along a side of a window.</summary>
    private const int Window = 4;

    /// <summary>The mean size of the lattice in an error, in the surrounding dispose scope.</summary>
    /// <param name="error">[n, channels, height, width], estimate less truth, 32 bits; the sides are multiples of the block and at least four of it.</param>
    /// <param name="block">n, 2 or more.</param>
    /// <returns>A scalar, in the error's units.</returns>
    public static Tensor Compute(Tensor error, int block)
    {
        long[] s = error.shape;
        Tensor places = avg_pool2d(pixel_unshuffle(error, block), [Window, Window]);
        places = places.view(s[0], s[1], block * block, places.shape[2], places.shape[3]);
        return places.sub(places.mean([2], keepdim: true)).abs().mean();
    }
}
