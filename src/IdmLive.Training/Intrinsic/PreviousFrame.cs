using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Makes of a restored image what the next frame gets of it: moved by the error that optical flow and alignment leave, softened by
/// the resampling, now and then with noise.
/// </summary>
public static class PreviousFrame
{
    private const double MaximumShift = 1.5;
    private const double MaximumTurn = .01;
    private const double MaximumNoise = .04;

    /// <summary>Disturbs each image of a batch by its own small similarity and, half of them, by noise.</summary>
    /// <param name="images">[batch, 3, height, width], -1..1, 32-bit; not changed.</param>
    /// <param name="random">Source of the motions.</param>
    /// <param name="generator">Source of the noise.</param>
    /// <returns>New, in the surrounding dispose scope.</returns>
    public static Tensor Disturb(Tensor images, Random random, Generator generator)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = images.shape[0], size = images.shape[3];
        float[] map = new float[count * 6], noise = new float[count];
        for (int i = 0; i < count; i++)
        {
            double turn = Even() * MaximumTurn, scale = 1 + (Even() * MaximumTurn);
            double shift = 2 * MaximumShift / size;
            (map[6 * i], map[(6 * i) + 1], map[(6 * i) + 2]) =
                ((float)(scale * Math.Cos(turn)), (float)(-scale * Math.Sin(turn)), (float)(Even() * shift));
            (map[(6 * i) + 3], map[(6 * i) + 4], map[(6 * i) + 5]) =
                ((float)(scale * Math.Sin(turn)), (float)(scale * Math.Cos(turn)), (float)(Even() * shift));
            noise[i] = random.Next(2) == 0 ? 0 : (float)(random.NextDouble() * MaximumNoise);
        }

        Tensor grid = nn.functional.affine_grid(tensor(map, [count, 2, 3], device: images.device), [count, 3, images.shape[2], size], align_corners: false);
        Tensor moved = nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, align_corners: false);
        return moved.addcmul_(
                randn(images.shape, generator: generator).to(images.device), tensor(noise, [count, 1, 1, 1], device: images.device), One)
            .MoveToOuterDisposeScope();

        double Even() => (2 * random.NextDouble()) - 1;
    }
}
