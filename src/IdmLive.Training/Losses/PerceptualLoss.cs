using IdmLive.Diffusion.Models;
using static TorchSharp.torch;

namespace IdmLive.Training.Losses;

/// <summary>
/// Distance of two pictures in the features of a frozen ImageNet ResNet-18, as <see cref="UnitFeatures"/> has it. Owns its network. Not thread-safe.
/// </summary>
public sealed class PerceptualLoss : IDisposable
{
    /// <summary>Stages used unless asked otherwise: 1/2, 1/4 and 1/8 of the picture.</summary>
    public const int DefaultStages = 3;

    private readonly ResNetFeatures _features;
    private readonly Tensor _floor;

    /// <summary>Reads the network.</summary>
    /// <param name="onnxFile">ResNet18.onnx of NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18; <see cref="PackagedFile"/> is beside the program.</param>
    /// <param name="device">Where pictures and network lie.</param>
    /// <param name="type">What the network computes in: 32-bit floating point or bfloat16. The mean over places is taken in 32 bits.</param>
    /// <param name="stages">1 to 4; the fourth is 1/16 of the picture.</param>
    /// <exception cref="ArgumentException">Another number format or number of stages.</exception>
    /// <exception cref="ModelException">The file holds another network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PerceptualLoss(string onnxFile, Device device, ScalarType type, int stages = DefaultStages)
    {
        if (type is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"The perceptual loss computes in Float32 or BFloat16, not in {type}.", nameof(type));
        }

        if (stages is < 1 or > ResNetFeatures.MaxStages)
        {
            throw new ArgumentException($"The perceptual loss has 1 to {ResNetFeatures.MaxStages} stages; {stages} were asked for.", nameof(stages));
        }

        _features = new(onnxFile, stages, device, type);
        _floor = UnitFeatures.Floor(device, type);
    }

    /// <summary>Where the build puts the package's network.</summary>
    public static string PackagedFile { get; } = Path.Join(AppContext.BaseDirectory, "networks", "ResNet18.onnx");

    /// <summary>The distance; its gradient flows to <paramref name="x0"/> only.</summary>
    /// <param name="x0">Restored pictures [n, 3, h, w], RGB -1..1 (values beyond are taken as they are), 32 bits; h and w are multiples of 16.</param>
    /// <param name="x">True pictures of the same shape.</param>
    /// <param name="mean">Takes the mean of a map [n, 1, height, width] over its places; null for a plain one.</param>
    /// <returns>A scalar, 0 for equal pictures and less than 2 for each stage, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The shapes differ or are none of those.</exception>
    public Tensor Compute(Tensor x0, Tensor x, Func<Tensor, Tensor>? mean = null)
    {
        if (x0.dim() != 4 || x0.shape[1] != 3 || !x0.shape.SequenceEqual(x.shape)
            || x0.shape[2] % ResNetFeatures.Multiple != 0 || x0.shape[3] % ResNetFeatures.Multiple != 0)
        {
            throw new ArgumentException(
                $"The perceptual loss compares two batches [n, 3, h, w] of one shape with sides that are multiples of {ResNetFeatures.Multiple}; these are "
                + $"[{string.Join(", ", x0.shape)}] and [{string.Join(", ", x.shape)}].");
        }

        using var scope = NewDisposeScope();
        Tensor[] wanted;
        using (no_grad())
        {
            wanted = _features.Forward(x);
        }

        return UnitFeatures.Distance(_features.Forward(x0), wanted, _floor, mean).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _floor.Dispose();
        _features.Dispose();
    }
}
