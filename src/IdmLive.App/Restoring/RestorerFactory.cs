using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.App.Restoring;

/// <summary>Restorers from the model store: the one place where pipeline and diffusion are wired together.</summary>
internal sealed class RestorerFactory : IRestorerFactory
{
    private const int MostLanes = 4;
    private readonly ModelStore _store = ModelStore.Default();

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model.</exception>
    public string Identify(string model) => ModelManifest.Read(Path.Join(_store.Locate(model), "manifest.json")).Weights.Sha256;

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run that many steps, or not on that device.</exception>
    public IFaceRestorer Create(RestoreOptions options) =>
        new DiffusionRestorer(_store.Load(options.Model), new RestorerOptions { Steps = options.Steps, Device = options.Device });

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run that many steps, or not on that device.</exception>
    public RestorerLanes CreateLanes(RestoreOptions options)
    {
        if (options.Device != "cpu")
        {
            return new([Create(options)]);
        }

        // A call on one thread needs less processor time than a call on two that wait for each other; more frames at a time hold memory.
        int lanes = Math.Clamp(Environment.ProcessorCount, 1, MostLanes);
        ModelPackage package = _store.Load(options.Model);
        RestorerOptions each = new() { Steps = options.Steps, Threads = Math.Max(1, Environment.ProcessorCount / lanes) };
        return new([.. Enumerable.Range(0, lanes).Select(_ => new DiffusionRestorer(package, each))]);
    }
}
