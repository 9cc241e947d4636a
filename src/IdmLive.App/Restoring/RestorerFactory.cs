using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.App.Restoring;

/// <summary>Restorers from the model store: the one place where pipeline and diffusion are wired together.</summary>
internal sealed class RestorerFactory : IRestorerFactory
{
    private readonly ModelStore _store = ModelStore.Default();

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model.</exception>
    public string Identify(string model) => ModelManifest.Read(Path.Join(_store.Locate(model), "manifest.json")).Weights.Sha256;

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run that many steps, or not on that device.</exception>
    public IFaceRestorer Create(RestoreOptions options) =>
        new DiffusionRestorer(_store.Load(options.Model), new RestorerOptions { Steps = options.Steps, Device = options.Device });
}
