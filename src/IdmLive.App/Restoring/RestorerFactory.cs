using IdmLive.App.People;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.App.Restoring;

/// <summary>Restorers from the model store: the one place where pipeline and diffusion are wired together.</summary>
internal sealed class RestorerFactory : IRestorerFactory
{
    private const int MostLanes = 4;
    private readonly ModelStore _store = ModelStore.Default();
    private readonly EnrolledPeopleSource? _enrolled;
    private (string Name, ModelPackage Package)? _loaded;

    /// <summary>Makes a factory.</summary>
    /// <param name="enrolled">Reads who is enrolled; null for nobody.</param>
    public RestorerFactory(EnrolledPeopleSource? enrolled = null) => _enrolled = enrolled;

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model.</exception>
    public string Identify(string model) => ModelManifest.Read(Path.Join(_store.Locate(model), "manifest.json")).Weights.Sha256;

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    public EnrolledPeople ReadPeople(RestoreOptions options) => _enrolled?.Invoke(Load(options.Model), options.People.Folder) ?? EnrolledPeople.None;

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run that many steps, or not on that device.</exception>
    public IFaceRestorer Create(RestoreOptions options, EnrolledPeople people) =>
        new DiffusionRestorer(Load(options.Model), new RestorerOptions { Steps = options.Steps, Device = options.Device }, people.Parameters);

    /// <inheritdoc/>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run that many steps, or not on that device.</exception>
    public RestorerLanes CreateLanes(RestoreOptions options, EnrolledPeople people)
    {
        if (options.Device != "cpu")
        {
            return new([Create(options, people)]);
        }

        // A call on one thread needs less processor time than a call on two that wait for each other; more frames at a time hold memory.
        int lanes = Math.Clamp(Environment.ProcessorCount, 1, MostLanes);
        ModelPackage package = Load(options.Model);
        RestorerOptions each = new() { Steps = options.Steps, Threads = Math.Max(1, Environment.ProcessorCount / lanes) };
        return new([.. Enumerable.Range(0, lanes).Select(_ => new DiffusionRestorer(package, each, people.Parameters))]);
    }

    /// <summary>Read once: people's parts are merged with what the restorer runs.</summary>
    private ModelPackage Load(string model)
    {
        if (_loaded is not { } loaded || loaded.Name != model)
        {
            _loaded = loaded = (model, _store.Load(model));
        }

        return loaded.Package;
    }
}
