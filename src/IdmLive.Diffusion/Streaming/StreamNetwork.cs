using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Schedules;
using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// The calls of the recursion: from noise (cold), or from a mix of the moved earlier result and noise at one of two levels (warm). Weights are folded for
/// each level beforehand, those of each enrolled person as well. One thread.
/// </summary>
internal sealed class StreamNetwork : IDisposable
{
    private readonly Dictionary<double, LevelMix> _mixes = [];
    private readonly Dictionary<double, FoldedNetwork> _general;
    private readonly Dictionary<string, Dictionary<double, FoldedNetwork>> _people = [];
    private readonly BackProjection _backProjection;

    /// <summary>Folds the weights.</summary>
    /// <param name="package">A model that predicts x0.</param>
    /// <param name="options">Checked.</param>
    /// <param name="people">Each enrolled person's parameters, merged, in the order of the network's layout.</param>
    /// <exception cref="ArgumentException">The model predicts noise, the device is not there, or a person's parameters are not the model's.</exception>
    public StreamNetwork(ModelPackage package, StreamingOptions options, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? people)
    {
        people = PersonalParameters.Checked(package, people);
        if (package.Manifest.Prediction != Prediction.X0)
        {
            throw new ArgumentException($"Model '{package.Manifest.Name}' predicts the noise; a stream needs one that predicts the picture.");
        }

        Device = TorchDevice.Parse(options.Device);
        Type = TorchDevice.TypeFor(options.Arithmetic, Device);
        _backProjection = new(options.BackProjection);
        INoiseSchedule schedule = package.Schedule;
        ColdLevel = schedule.Levels(1)[0];
        _mixes[ColdLevel] = new(schedule.Start(ColdLevel));
        foreach (double level in ((double[])[options.FastLevel, options.StillLevel]).Where(l => !_mixes.ContainsKey(l)).Distinct())
        {
            _mixes[level] = new(schedule.Forward(level));
        }

        _general = Fold(package.Parameters);
        foreach ((string name, ReadOnlyMemory<float> parameters) in people)
        {
            _people[name] = Fold(parameters);
        }

        Dictionary<double, FoldedNetwork> Fold(ReadOnlyMemory<float> parameters) =>
            _mixes.Keys.ToDictionary(l => l, l => new FoldedNetwork(package.Network, parameters, schedule.Condition(l), Device, Type) { KernelThreads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads });
    }

    /// <summary>Where everything lies.</summary>
    public Device Device { get; }

    /// <summary>Number format of the arithmetic.</summary>
    public ScalarType Type { get; }

    /// <summary>The level of a cold call.</summary>
    public double ColdLevel { get; }

    /// <summary>Whether somebody has parameters of their own here.</summary>
    public bool Knows(string person) => _people.ContainsKey(person);

    /// <summary>One network call for a batch. Gradients have to be off.</summary>
    /// <param name="person">Whose parameters are used; null for the model's own. Has to be known here.</param>
    /// <param name="level"><see cref="ColdLevel"/> or a warm level.</param>
    /// <param name="y">[batch, 3, size, size], 32-bit, -1..1; not changed.</param>
    /// <param name="p">What x_t is made from and the third image: the earlier result where it is trusted, y elsewhere; y for a cold call.</param>
    /// <param name="noise">Unit normal, like y; not changed.</param>
    /// <returns>
    /// x, its low frequencies set back to y's, in the surrounding dispose scope, and for each face the mean distance of those before, in the range of x.
    /// </returns>
    public (Tensor X, float[] Drift) Run(string? person, double level, Tensor y, Tensor p, Tensor noise)
    {
        using DisposeScope scope = NewDisposeScope();
        LevelMix mix = _mixes[level];
        FoldedNetwork network = (person is null ? _general : _people[person])[level];
        Tensor xt = noise.mul(mix.Noise).add_(p, mix.X);
        if (mix.HasY)
        {
            xt.add_(y, mix.Y);
        }

        Tensor x = network.Call(xt, y, p).clamp_(MinusOne, One);

        float[] drift = _backProjection.Apply(x, y);
        return (x.MoveToOuterDisposeScope(), drift);
    }

    /// <summary>Calls the network once at each level and size, for each person: weights are brought into the order of a size at its first call, which takes long.</summary>
    /// <param name="sizes">Widths and heights in pixels.</param>
    public void WarmUp(IEnumerable<int> sizes)
    {
        using IDisposable noGradient = no_grad();
        foreach (int size in sizes)
        {
            foreach (double level in _mixes.Keys)
            {
                foreach (string? person in _people.Keys.Prepend<string?>(null))
                {
                    using DisposeScope scope = NewDisposeScope();
                    Tensor nothing = zeros([1, size, size, 3], device: Device).permute(0, 3, 1, 2);
                    _ = Run(person, level, nothing, nothing, nothing);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FoldedNetwork network in _people.Values.Append(_general).SelectMany(n => n.Values))
        {
            network.Dispose();
        }

        foreach (LevelMix mix in _mixes.Values)
        {
            mix.Dispose();
        }

        _backProjection.Dispose();
    }

    /// <summary>How x_t is made for a level.</summary>
    private sealed class LevelMix(ForwardWeights weights) : IDisposable
    {
        public Scalar X { get; } = Keep(weights.X);

        public Scalar Y { get; } = Keep(weights.Y);

        public Scalar Noise { get; } = Keep(weights.Noise);

        public bool HasY { get; } = weights.Y != 0;

        public void Dispose()
        {
            X.Dispose();
            Y.Dispose();
            Noise.Dispose();
        }
    }
}
