using IdmLive.Diffusion.Network;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>The terms of the loss beside eq. 7's own, each with its weight. One thread.</summary>
public sealed class LossTerms : IDisposable
{
    private readonly PerceptualLoss? _perceptual;
    private readonly IdentityLoss? _identity;
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

        _perceptualWeight = ScalarConstants.Keep(options.Perceptual);
        _laterWeight = ScalarConstants.Keep(options.PerceptualLater ?? options.Perceptual);
        _identityWeight = ScalarConstants.Keep(options.Identity);
    }

    /// <summary>Adds the weighted terms to a loss.</summary>
    /// <param name="loss">Of no dimension.</param>
    /// <param name="x0">[batch, 3, height, width], the estimate.</param>
    /// <param name="x">The truth, same shape.</param>
    /// <param name="isLater">Whether the estimate is that of a chain's later call.</param>
    public Tensor Add(Tensor loss, Tensor x0, Tensor x, bool isLater)
    {
        if (_perceptual is not null)
        {
            loss = loss.add(_perceptual.Compute(x0, x), isLater ? _laterWeight : _perceptualWeight);
        }

        return _identity is not null && x.shape[3] == IdentityLoss.CropSize ? loss.add(_identity.Compute(x0, x), _identityWeight) : loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _perceptual?.Dispose();
        _identity?.Dispose();
        _perceptualWeight.Dispose();
        _laterWeight.Dispose();
        _identityWeight.Dispose();
    }
}
