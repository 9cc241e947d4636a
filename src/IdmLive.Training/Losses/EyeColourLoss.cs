using IdmLive.Pipeline.Faces;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Device = TorchSharp.torch.Device;

namespace IdmLive.Training.Losses;

/// <summary>
/// What an estimate has wrong in the colour of the eyes: irises are less than a hundredth of a crop and most of how people know each other's eyes. Grey errors cost
/// nothing here. Immutable.
/// </summary>
public sealed class EyeColourLoss : IDisposable
{
    private readonly Tensor _opponents;
    private readonly Tensor _map;

    /// <summary>Draws the weights.</summary>
    /// <param name="size">Width and height of the aligned crops, pixels.</param>
    /// <param name="device">Where the pictures lie.</param>
    public EyeColourLoss(int size, Device device)
    {
        double[] weights = new double[size * size];
        foreach ((int x, int y, double weight) in IrisPlace.Both(size).SelectMany(iris => iris.Pixels()))
        {
            weights[(y * size) + x] = weight;
        }

        double sum = weights.Sum();

        // Red against green and blue against yellow, for RGB; the mean of both is taken, so a sum of 1 over the map needs a half.
        _opponents = tensor((float[])[1, -1, 0, -.5f, -.5f, 1], [2, 3, 1, 1], device: device).DetachFromDisposeScope();
        _map = tensor([.. weights.Select(w => (float)(.5 * w / sum))], [1, 1, size, size], device: device).DetachFromDisposeScope();
        Size = size;
    }

    /// <summary>Width and height of the crops.</summary>
    public int Size { get; }

    /// <summary>The mean error in colour around the irises, in the surrounding dispose scope.</summary>
    /// <param name="error">[n, 3, size, size], estimate less truth, RGB, 32 bits.</param>
    /// <returns>A tensor of no dimension, in the error's units.</returns>
    public Tensor Compute(Tensor error) => conv2d(error, _opponents).abs().mul(_map).sum([1, 2, 3]).mean();

    /// <inheritdoc/>
    public void Dispose()
    {
        _opponents.Dispose();
        _map.Dispose();
    }
}
