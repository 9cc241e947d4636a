using System.Diagnostics;
using System.Globalization;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Personal;

/// <summary>
/// Teaches an adapter one person's face: intrinsic learning (IDM eq. 7) on the person's own frames, with the model's weights at rest. Resumable at each
/// checkpoint. All tensors live on the calling thread.
/// </summary>
public sealed class PersonalTraining
{
    /// <summary>File in the folder of an enrolment that keeps the state between two sittings.</summary>
    public const string CheckpointName = "training.safetensors";

    private readonly ModelPackage _package;
    private readonly PersonalOptions _options;
    private readonly AdapterLayout _layout;
    private readonly CropSet _crops;
    private readonly int[] _members;
    private readonly TrainOptions _training;
    private readonly string _checkpoint;
    private readonly float[]? _start;
    private readonly int _frames;

    /// <summary>Prepares a training.</summary>
    /// <param name="package">The general model.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="person">The person's frames: 8-bit BGR bytes, the model's resolution squared each; at least one.</param>
    /// <param name="others">Other people's faces to rehearse, the same; may be empty.</param>
    /// <param name="folder">Where the state is kept between sittings.</param>
    /// <param name="start">Values of an adapter of the same kind and rank to go on from; null for a start that changes nothing.</param>
    /// <exception cref="ArgumentException">An option is out of range, there is no frame, or the start is of another layout.</exception>
    public PersonalTraining(
        ModelPackage package, PersonalOptions options, IReadOnlyList<byte[]> person, IReadOnlyList<byte[]> others, string folder, ReadOnlyMemory<float>? start = null)
    {
        options.Validate();
        if (person.Count == 0)
        {
            throw new ArgumentException("There is no frame of the person to learn from; give at least one.");
        }

        (_package, _options) = (package, options);
        _training = options.ToTraining(package, folder);
        _checkpoint = Path.Join(folder, CheckpointName);
        _layout = new(package.Network.Layout, options.Kind, options.Rank);
        (_start, _frames) = (start?.ToArray(), person.Count);
        if (_start is not null && _start.Length != _layout.Layout.Count)
        {
            throw new ArgumentException($"The adapter to go on from has {_start.Length} values; one of kind {options.Kind} and rank {options.Rank} has {_layout.Layout.Count}.");
        }

        (_crops, _members) = Mix(person, others);
    }

    /// <summary>The adapter's layout.</summary>
    public AdapterLayout Layout => _layout;

    /// <summary>Trains to the end, or until the token asks to stop; a checkpoint is left in either case.</summary>
    /// <param name="report">Told now and then.</param>
    /// <param name="cancellation">Asks to stop after the current step.</param>
    /// <returns>The average of the adapter's values, and the number of steps.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop; the next run goes on from there.</exception>
    /// <exception cref="ModelException">The checkpoint is damaged, or the loss became no number.</exception>
    public (float[] Values, int Iterations) Run(Action<PersonalProgress> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_training.Run);
        set_num_threads(_options.Threads);
        using DisposeScope scope = NewDisposeScope();
        Device device = TorchDevice.Parse(_options.Device);
        Tensor weights = FlatParameters.ToTensor(_start ?? _layout.CreateStart(_options.Seed)).to(device).requires_grad_(true);
        using FlatAdam optimizer = new(weights, _training.Clip);
        CheckpointState state = File.Exists(_checkpoint) ? Checkpoint.Read(_checkpoint, optimizer, _package.Manifest.Network) : new();
        Tensor[] slots = FlatParameters.Views(_package.Network.Layout, FlatParameters.ToTensor(_package.Parameters).to(device));
        using TrainingObjective objective = new(_training, _package.Network, _package.Schedule, device, adapter => _layout.Apply(slots, adapter));
        using TrainingStep step = new(_training, objective, optimizer);
        using BatchSource source = new BatchSource(_crops, _members, DegradationRecipe.ByName(_options.Recipe, _training.FaceSize), _training).Start(optimizer.Steps);
        Stopwatch clock = Stopwatch.StartNew();
        double Seconds() => state.Seconds + clock.Elapsed.TotalSeconds;
        double Done() => _options.Iterations > 0 ? (double)optimizer.Steps / _options.Iterations : Seconds() / (60 * _options.Minutes);
        double lossSum = 0;
        int since = 0;
        for (double done = Done(); done < 1; done = Done())
        {
            if (cancellation.IsCancellationRequested)
            {
                Keep();
                cancellation.ThrowIfCancellationRequested();
            }

            (float loss, _) = step.Run(source, (1 + Math.Cos(Math.PI * done)) / 2);
            if (!float.IsFinite(loss))
            {
                throw new ModelException(string.Create(CultureInfo.InvariantCulture, $"At step {optimizer.Steps} the loss is {loss}; begin anew with a rate below {_options.Rate}, or another seed."));
            }

            (lossSum, since) = (lossSum + loss, since + 1);
            if (optimizer.Steps % 10 == 0)
            {
                double part = Done();
                report(new(optimizer.Steps, Math.Min(part, 1), TimeSpan.FromSeconds(Seconds() * Math.Max(1 - part, 0) / Math.Max(part, 1e-9)), lossSum / since));
                (lossSum, since) = (0, 0);
            }

            if (optimizer.Steps % _options.CheckpointEvery == 0)
            {
                Keep();
            }
        }

        Keep();
        return (Checkpoint.ToArray(optimizer.Average), optimizer.Steps);

        void Keep() => Checkpoint.Write(_checkpoint, optimizer, _package.Manifest.Network, state with { Seconds = Seconds() });
    }

    /// <summary>What a training came to, as an adapter.</summary>
    /// <param name="values">As <see cref="Run"/> gave them.</param>
    /// <param name="iterations">The number of steps.</param>
    /// <param name="figures">Figures for its manifest.</param>
    public Adapter ToAdapter(float[] values, int iterations, IReadOnlyDictionary<string, double> figures) => new(
        new()
        {
            Format = AdapterManifest.CurrentFormat,
            Model = _package.Manifest.Name,
            ModelSha256 = _package.Manifest.Weights.Sha256,
            Kind = _options.Kind,
            Rank = _layout.Rank,
            Created = DateTime.UtcNow,
            Frames = _frames,
            Iterations = iterations,
            Figures = figures,
        },
        values);

    /// <summary>The person's frames with their variants and the others' faces in one set, and how often each is drawn.</summary>
    private (CropSet Crops, int[] Members) Mix(IReadOnlyList<byte[]> person, IReadOnlyList<byte[]> others)
    {
        int size = _training.FaceSize;
        List<(string, byte[])> all = [.. person.Select((p, i) => ($"frame {i}", p))];
        Random random = new(_options.Seed);
        for (int i = 0; i < person.Count; i++)
        {
            for (int v = 0; v < _options.LightVariants; v++)
            {
                all.Add(($"frame {i}, light {v}", Variant(person[i], size, random)));
            }
        }

        List<int> members = [.. Enumerable.Range(0, all.Count)];
        if (others.Count > 0 && _options.Rehearsal > 0)
        {
            // Each is drawn equally often from its own list: repeat the shorter one until the parts are as asked.
            int first = all.Count;
            all.AddRange(others.Select((o, i) => ($"other {i}", o)));
            double ratio = _options.Rehearsal / (1 - _options.Rehearsal) * members.Count / others.Count;
            (int own, int their) = ratio >= 1 ? (1, (int)Math.Round(ratio)) : ((int)Math.Round(1 / ratio), 1);
            members = [.. Enumerable.Repeat(members, own).SelectMany(m => m), .. Enumerable.Repeat(Enumerable.Range(first, others.Count), their).SelectMany(m => m)];
        }

        return (CropSet.FromMemory(size, all), [.. members]);
    }

    private static byte[] Variant(byte[] crop, int size, Random random)
    {
        using Mat picture = FaceBytes.ToMat(crop, size), drawn = LightVariants.Draw(picture, random);
        return FaceBytes.Of(drawn);
    }
}
