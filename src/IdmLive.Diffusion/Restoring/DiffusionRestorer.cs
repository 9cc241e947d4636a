using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>
/// Restores crops with a conditional diffusion model: a chain of <see cref="Steps"/> network calls (IDM eq. 8) with
/// <c>x0 = y + r</c>, or the image that follows from a predicted noise. Weights are folded for each noise level when the restorer is made, those of each
/// enrolled person as well; a call runs one chain for each person among its crops and one for all others. No tensor is left over from a call.
/// </summary>
public sealed class DiffusionRestorer : IFaceRestorer
{
    private readonly Prediction _prediction;
    private readonly SamplingPlan _plan;
    private readonly FoldedNetwork[] _networks;
    private readonly Dictionary<string, FoldedNetwork[]> _people = [];
    private readonly ScalarType _type;
    private readonly NoiseBank _noise;
    private readonly CropTensors _border;
    private readonly int _threads;
    private bool _threadsSet;

    /// <summary>Prepares a model.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="people">
    /// For each enrolled person all parameters of the network, the person's part merged in, in the order of its layout; null for nobody. Crops of people who
    /// are not among them get the model's own. Each person takes as much memory as the model.
    /// </param>
    /// <exception cref="ArgumentException">The model has no levels for that number of steps, an option is out of range, or a person's parameters are not the model's.</exception>
    public DiffusionRestorer(ModelPackage package, RestorerOptions? options = null, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? people = null)
    {
        options ??= new RestorerOptions();
        people = PersonalParameters.Checked(package, people);
        if (!package.Manifest.Schedule.Levels.TryGetValue(options.Steps, out IReadOnlyList<double>? levels))
        {
            throw new ArgumentException(
                $"Model '{package.Manifest.Name}' cannot run {options.Steps} steps; choose {string.Join(", ", package.Manifest.Schedule.Levels.Keys.Order())}.");
        }

        if (options.Threads is < 0 or > 1024)
        {
            throw new ArgumentException($"Threads is {options.Threads}; give 1 to 1024, or 0 for all processors.");
        }

        Device device = TorchDevice.Parse(options.Device);
        _prediction = package.Manifest.Prediction;
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        _type = TorchDevice.TypeFor(options.Arithmetic, device);
        ModelName = package.Manifest.Name;
        CropSize = package.Manifest.Resolution;
        _plan = new SamplingPlan(package.Schedule, levels, options.Sampler);
        _networks = Fold(package.Parameters);
        foreach ((string name, ReadOnlyMemory<float> parameters) in people)
        {
            _people[name] = Fold(parameters);
        }

        _noise = new NoiseBank(_plan.Steps.Count, CropSize, device);
        _border = new CropTensors(CropSize, device);

        FoldedNetwork[] Fold(ReadOnlyMemory<float> parameters) =>
            [.. _plan.Steps.Select(s => new FoldedNetwork(package.Network, parameters, s.Condition, device, _type))];
    }

    /// <inheritdoc/>
    public int CropSize { get; }

    /// <inheritdoc/>
    public string ModelName { get; }

    /// <inheritdoc/>
    public int Steps => _plan.Steps.Count;

    /// <summary>What the arithmetic came to.</summary>
    public Arithmetic Arithmetic => _type == ScalarType.BFloat16 ? Arithmetic.BFloat16 : Arithmetic.Float32;

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        Check(crops, restored);
        if (crops.Count == 0)
        {
            return;
        }

        if (!_threadsSet)
        {
            set_num_threads(_threads);
            _threadsSet = true;
        }

        if (_people.Count == 0)
        {
            Restore(_networks, crops, restored);
            return;
        }

        foreach (IGrouping<FoldedNetwork[], int> group in Enumerable.Range(0, crops.Count).GroupBy(i => NetworksOf(crops[i].Person)))
        {
            Restore(group.Key, [.. group.Select(i => crops[i])], [.. group.Select(i => restored[i])]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FoldedNetwork network in _people.Values.Append(_networks).SelectMany(n => n))
        {
            network.Dispose();
        }

        _plan.Dispose();
        _noise.Dispose();
    }

    private FoldedNetwork[] NetworksOf(string? person) =>
        person is not null && _people.TryGetValue(person, out FoldedNetwork[]? networks) ? networks : _networks;

    private void Restore(FoldedNetwork[] networks, IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor y = _border.Load(crops);
        Tensor[] noise = [.. crops.Select(c => _noise.Get(c.NoiseSeed))];
        Tensor x = Sampler.Sample(
            (xt, step) => Denoise(networks[step], xt, y, step),
            y,
            step => noise.Length == 1 ? noise[0].narrow(0, step, 1) : cat([.. noise.Select(n => n.narrow(0, step, 1))], 0),
            _plan);
        _border.Store(x, restored);
    }

    private Tensor Denoise(FoldedNetwork network, Tensor xt, Tensor y, int step)
    {
        if (_prediction == Prediction.X0)
        {
            return network.Call(xt, y, y);
        }

        using DisposeScope scope = NewDisposeScope();
        return Sampler.SolveForImage(_plan, step, xt, y, network.Output(xt, y, y)).MoveToOuterDisposeScope();
    }

    private void Check(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        if (crops.Count != restored.Count)
        {
            throw new ArgumentException($"There are {crops.Count} crops and {restored.Count} images for the results; give one for each.");
        }

        foreach (Mat picture in crops.Select(c => c.Pixels).Concat(restored))
        {
            if (picture.Width != CropSize || picture.Height != CropSize || picture.Type() != MatType.CV_8UC3)
            {
                throw new ArgumentException(
                    $"A crop is {picture.Width}x{picture.Height} {picture.Type()}; this model takes {CropSize}x{CropSize} CV_8UC3.");
            }
        }
    }
}
