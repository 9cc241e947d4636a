using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Device = TorchSharp.torch.Device;

namespace IdmLive.Training.Losses;

/// <summary>
/// How far a restored face is from the true one in the eyes of dlib's face recognition network: 1 - cosine of the two embeddings. None of the
/// embedders that measure identity has part in it, so those figures stay independent of training. Owns its network. Not thread-safe.
/// </summary>
public sealed class IdentityLoss : IDisposable
{
    /// <summary>Width and height of the aligned crops it takes.</summary>
    public const int CropSize = 256;

    // Where dlib's alignment (a chip of 150 pixels with a quarter of padding) brings eyes, tip of the nose and corners of the mouth.
    private static readonly Point2d[] Chip = [new(47.55, 46.6), new(100.48, 46.6), new(74.01, 76.56), new(50.41, 103.02), new(97.61, 103.02)];

    private readonly FaceResNet _network;
    private readonly Tensor _grid;
    private readonly Tensor _floor;
    private readonly Tensor _mapFloor;
    private readonly Tensor _half;

    /// <summary>Reads the network: face_recognition_model of npm package @vladmandic/face-api, folder model.</summary>
    /// <param name="weightsFile">face_recognition_model.bin.</param>
    /// <param name="manifestFile">face_recognition_model-weights_manifest.json.</param>
    /// <param name="device">Where pictures and network lie.</param>
    /// <param name="type">What the network computes in: 32-bit floating point or bfloat16.</param>
    /// <exception cref="ArgumentException">Another number format.</exception>
    /// <exception cref="ModelException">The files hold another network.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IdentityLoss(string weightsFile, string manifestFile, Device device, ScalarType type)
    {
        if (type is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"The identity loss computes in Float32 or BFloat16, not in {type}.", nameof(type));
        }

        _network = new(weightsFile, manifestFile, device, type);
        _grid = tensor(Grid(), [1, FaceResNet.InputSize, FaceResNet.InputSize, 2], device: device).DetachFromDisposeScope();
        _half = tensor(0.5f, device: device).DetachFromDisposeScope();
        _floor = tensor(1e-12f, device: device).DetachFromDisposeScope();
        _mapFloor = UnitFeatures.Floor(device, type);
    }

    /// <summary>The mean over the batch of 1 - cosine; its gradient flows to <paramref name="x0"/> only.</summary>
    /// <param name="x0">Restored faces [n, 3, 256, 256], aligned to the FFHQ template, RGB -1..1 (values beyond are taken as they are), 32 bits.</param>
    /// <param name="x">The true faces.</param>
    /// <returns>A scalar, 0 (same direction) to 2, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The shapes differ or are none of those.</exception>
    public Tensor Compute(Tensor x0, Tensor x) => Measure(x0, x, wantsFeatures: false).Embedding;

    /// <summary>
    /// The same, and how far apart the two are in what the network sees on the way: at each place of each of its maps the features are made a unit vector, and the
    /// squared distances of those vectors are averaged over places and summed over maps. An embedding says little of what is wrong; this says where.
    /// </summary>
    /// <inheritdoc cref="Compute"/>
    /// <returns>Two scalars, 0 for equal faces, in the caller's dispose scope.</returns>
    public (Tensor Embedding, Tensor Features) Compare(Tensor x0, Tensor x)
    {
        (Tensor embedding, Tensor? features) = Measure(x0, x, wantsFeatures: true);
        return (embedding, features!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _grid.Dispose();
        _floor.Dispose();
        _mapFloor.Dispose();
        _half.Dispose();
    }

    private (Tensor Embedding, Tensor? Features) Measure(Tensor x0, Tensor x, bool wantsFeatures)
    {
        if (!x0.shape.SequenceEqual([x0.shape[0], 3, CropSize, CropSize]) || !x0.shape.SequenceEqual(x.shape))
        {
            throw new ArgumentException(
                $"The identity loss compares two batches of aligned faces [n, 3, {CropSize}, {CropSize}]; these are "
                + $"[{string.Join(", ", x0.shape)}] and [{string.Join(", ", x.shape)}].");
        }

        using var scope = NewDisposeScope();
        Tensor wanted;
        Tensor[] wantedMaps;
        using (no_grad())
        {
            (wanted, wantedMaps) = See(x);
        }

        // Half the squared distance of unit vectors is 1 - cosine, and exact where the two are close.
        (Tensor got, Tensor[] maps) = See(x0);
        Tensor difference = got.sub(wanted);
        Tensor? features = wantsFeatures ? UnitFeatures.Distance(maps, wantedMaps, _mapFloor) : null;
        return (difference.mul(difference).sum(1).mean().mul(_half).MoveToOuterDisposeScope(), features?.MoveToOuterDisposeScope());
    }

    /// <summary>Directions of the embeddings, and the maps.</summary>
    private (Tensor Embedding, Tensor[] Maps) See(Tensor faces)
    {
        Tensor chips = grid_sample(
            faces, _grid.expand(faces.shape[0], -1, -1, -1), GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
        (Tensor embedding, Tensor[] maps) = _network.Forward(chips);
        return (embedding.mul(embedding.mul(embedding).sum(1, keepdim: true).add(_floor, One).rsqrt()), maps);
    }

    // For each pixel of the chip the place in the crop, as a part of its half width from its centre.
    private static float[] Grid()
    {
        FaceKeyPoints p = FaceTemplate.KeyPoints(CropSize);
        Point2d[] crop = [.. new[] { p.RightEye, p.LeftEye, p.Nose, p.RightMouthCorner, p.LeftMouthCorner }.Select(q => new Point2d(q.X, q.Y))];
        SimilarityTransform chipToCrop = SimilarityFit.Fit(Chip, crop);
        float[] grid = new float[FaceResNet.InputSize * FaceResNet.InputSize * 2];
        for (int i = 0; i < grid.Length / 2; i++)
        {
            Point2d place = chipToCrop.Map(new(i % FaceResNet.InputSize, i / FaceResNet.InputSize));
            grid[2 * i] = (float)((((2 * place.X) + 1) / CropSize) - 1);
            grid[(2 * i) + 1] = (float)((((2 * place.Y) + 1) / CropSize) - 1);
        }

        return grid;
    }
}
