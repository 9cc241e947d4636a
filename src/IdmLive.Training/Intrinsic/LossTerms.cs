using IdmLive.Diffusion.Network;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>The loss of an estimate: eq. 7's own distance and the further terms, each with its weight. One thread.</summary>
public sealed class LossTerms : IDisposable
{
    private readonly PerceptualLoss? _perceptual;
    private readonly IdentityLoss? _identity;
    private readonly FaceEmphasis? _emphasis;
    private readonly EyeColourLoss? _eyeColour;
    private readonly Scalar _eyeColourWeight;
    private readonly int _norm;
    private readonly int _latticeBlock;
    private readonly Scalar _latticeWeight;
    private readonly Scalar _perceptualWeight;
    private readonly Scalar _laterWeight;
    private readonly Scalar _identityWeight;
    private readonly bool _hasFeatures;
    private readonly Scalar _featureWeight;

    /// <summary>Loads the networks that the options name.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="block">The network's <see cref="NetworkConfiguration.Lattice"/>.</param>
    /// <param name="device">Where everything lies.</param>
    public LossTerms(TrainOptions options, int block, Device device)
    {
        ScalarType type = options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        if (options.Perceptual > 0 || options.PerceptualLater > 0)
        {
            _perceptual = new(PerceptualLoss.PackagedFile, device, type);
        }

        if (options.Identity > 0 || options.IdentityFeatures > 0)
        {
            string File(string name) => Path.Join(options.IdentityNetwork, name);
            _identity = new(File("face_recognition_model.bin"), File("face_recognition_model-weights_manifest.json"), device, type);
        }

        _norm = options.Norm;
        _emphasis = options.FaceEmphasis > 0 ? new(options.FaceSize, options.FaceEmphasis, device) : null;
        _eyeColour = options.EyeColour > 0 ? new(options.FaceSize, device) : null;
        _eyeColourWeight = ScalarConstants.Keep(options.EyeColour);
        _latticeBlock = options.Lattice > 0 ? block : 0;
        _latticeWeight = ScalarConstants.Keep(options.Lattice);
        _perceptualWeight = ScalarConstants.Keep(options.Perceptual);
        _laterWeight = ScalarConstants.Keep(options.PerceptualLater ?? options.Perceptual);
        _hasFeatures = options.IdentityFeatures > 0;
        _featureWeight = ScalarConstants.Keep(options.IdentityFeatures);
        _identityWeight = ScalarConstants.Keep(options.Identity);
    }

    /// <summary>The loss.</summary>
    /// <param name="x0">[batch, 3, height, width], the estimate.</param>
    /// <param name="x">The truth, same shape.</param>
    /// <param name="isLater">Whether the estimate is that of a chain's later call.</param>
    /// <param name="random">Draws what the terms leave to chance.</param>
    /// <returns>Of no dimension.</returns>
    public Tensor Of(Tensor x0, Tensor x, bool isLater, Random random)
    {
        int size = (int)x.shape[3];
        FaceEmphasis? emphasis = size == _emphasis?.Size ? _emphasis : null;
        Tensor difference = x0.sub(x), each = _norm == 1 ? difference.abs() : difference.mul(difference);
        Tensor loss = emphasis is null ? each.mean() : emphasis.Mean(each, 0, 0, size);
        if (_latticeBlock > 1)
        {
            loss = loss.add(LatticeLoss.Compute(difference, _latticeBlock), _latticeWeight);
        }

        if (_eyeColour?.Size == size)
        {
            loss = loss.add(_eyeColour.Compute(difference), _eyeColourWeight);
        }

        if (_perceptual is not null)
        {
            loss = loss.add(Perceptual(x0, x, size, emphasis, random), isLater ? _laterWeight : _perceptualWeight);
        }

        if (_identity is not null && size == IdentityLoss.CropSize)
        {
            if (_hasFeatures)
            {
                (Tensor embedding, Tensor features) = _identity.Compare(x0, x);
                return loss.add(embedding, _identityWeight).add(features, _featureWeight);
            }

            return loss.add(_identity.Compute(x0, x), _identityWeight);
        }

        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perceptual?.Dispose();
        _identity?.Dispose();
        _emphasis?.Dispose();
        _eyeColour?.Dispose();
        _eyeColourWeight.Dispose();
        _latticeWeight.Dispose();
        _perceptualWeight.Dispose();
        _laterWeight.Dispose();
        _identityWeight.Dispose();
        _featureWeight.Dispose();
    }

    /// <summary>
    /// The perceptual term of a cut at a random place: the features have steps of 2 to 8 pixels, and a network whose last layer has one of 4 would learn to draw
    /// their lattice if both always lay in the same way.
    /// </summary>
    private Tensor Perceptual(Tensor x0, Tensor x, int size, FaceEmphasis? emphasis, Random random)
    {
        int side = size > 2 * ResNetFeatures.Multiple ? size - ResNetFeatures.Multiple : size;
        int left = random.Next(size - side + 1), top = random.Next(size - side + 1);
        return _perceptual!.Compute(
            Cut(x0), Cut(x), emphasis is null ? null : places => emphasis.Mean(places, left, top, side));

        Tensor Cut(Tensor image) => image.narrow(2, top, side).narrow(3, left, side);
    }
}
