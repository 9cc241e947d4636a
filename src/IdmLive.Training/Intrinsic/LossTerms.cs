using IdmLive.Diffusion.Network;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>The terms of the loss beside eq. 7's own, each with its weight. One thread.</summary>
public sealed class LossTerms : IDisposable
{
    private readonly List<(Scalar Weight, Func<Tensor, Tensor, Tensor> Term, int OnlySize, IDisposable Owner)> _terms = [];

    /// <summary>Loads the networks that the options name.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="device">Where everything lies.</param>
    public LossTerms(TrainOptions options, Device device)
    {
        ScalarType type = options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        if (options.Perceptual > 0)
        {
            PerceptualLoss perceptual = new(PerceptualLoss.PackagedFile, device, type);
            _terms.Add((ScalarConstants.Keep(options.Perceptual), perceptual.Compute, 0, perceptual));
        }

        if (options.Identity > 0)
        {
            string File(string name) => Path.Join(options.IdentityNetwork, name);
            IdentityLoss identity = new(
                File("face_recognition_model.bin"), File("face_recognition_model-weights_manifest.json"), device, type);
            _terms.Add((ScalarConstants.Keep(options.Identity), identity.Compute, IdentityLoss.CropSize, identity));
        }
    }

    /// <summary>Adds the weighted terms to a loss.</summary>
    /// <param name="loss">Of no dimension.</param>
    /// <param name="x0">[batch, 3, height, width], the estimate.</param>
    /// <param name="x">The truth, same shape.</param>
    public Tensor Add(Tensor loss, Tensor x0, Tensor x)
    {
        foreach ((Scalar weight, Func<Tensor, Tensor, Tensor> term, int size, _) in _terms)
        {
            if (size == 0 || size == x.shape[3])
            {
                loss = loss.add(term(x0, x), weight);
            }
        }

        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Scalar weight, _, _, IDisposable owner) in _terms)
        {
            weight.Dispose();
            owner.Dispose();
        }
    }
}
