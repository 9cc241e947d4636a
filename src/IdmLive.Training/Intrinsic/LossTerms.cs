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
    private readonly int _norm;
    private readonly Scalar _perceptualWeight;
    private readonly Scalar _laterWeight;
    private readonly Scalar _identityWeight;

    /// <summary>Loads the networks that the options name.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="device">Where everything lies.</param>
    public LossTerms(TrainOptions options, Device device)
    {
        ScalarType type = options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        if (options.Perceptual > 0 || options.PerceptualLater > 0)
        {
            _perceptual = new(PerceptualLoss.PackagedFile, device, type);
        }

        if (options.Identity > 0)
        {
            string File(string name) => Path.Join(options.IdentityNetwork, name);
            _identity = new(File("face_recognition_model.bin"), File("face_recognition_model-weights_manifest.json"), device, type);
        }

        _norm = options.Norm;
        _emphasis = options.FaceEmphasis > 0 ? new(options.FaceSize, options.FaceEmphasis, device) : null;
        _perceptualWeight = ScalarConstants.Keep(options.Perceptual);
        _laterWeight = ScalarConstants.Keep(options.PerceptualLater ?? options.Perceptual);
        _identityWeight = ScalarConstants.Keep(options.Identity);
    }

    /// <summary>The loss.</summary>
    /// <param name="x0">[batch, 3, height, width], the estimate.</param>
    /// <param name="x">The truth, same shape.</param>
    /// <param name="isLater">Whether the estimate is that of a chain's later call.</param>
    /// <returns>Of no dimension.</returns>
    public Tensor Of(Tensor x0, Tensor x, bool isLater)
    {
        FaceEmphasis? emphasis = x.shape[3] == _emphasis?.Size ? _emphasis : null;
        Tensor loss = Distance(x0, x, emphasis);
        if (_perceptual is not null)
        {
            loss = loss.add(_perceptual.Compute(x0, x, emphasis), isLater ? _laterWeight : _perceptualWeight);
        }

        return _identity is not null && x.shape[3] == IdentityLoss.CropSize ? loss.add(_identity.Compute(x0, x), _identityWeight) : loss;
    }

    /// <summary>The distance of eq. 6 and 7, p = 1 or 2.</summary>
    /// <param name="a">[batch, 3, height, width].</param>
    /// <param name="b">The same shape.</param>
    /// <param name="emphasis">Weighs the places; null for a plain mean.</param>
    public Tensor Distance(Tensor a, Tensor b, FaceEmphasis? emphasis = null)
    {
        if (emphasis is null)
        {
            return _norm == 1 ? nn.functional.l1_loss(a, b) : nn.functional.mse_loss(a, b);
        }

        Tensor difference = a.sub(b);
        return emphasis.Mean(_norm == 1 ? difference.abs() : difference.mul(difference));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perceptual?.Dispose();
        _identity?.Dispose();
        _emphasis?.Dispose();
        _perceptualWeight.Dispose();
        _laterWeight.Dispose();
        _identityWeight.Dispose();
    }
}
