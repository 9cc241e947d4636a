using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Intrinsic;
using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Tools.Generation;

/// <summary>
/// A small unconditional diffusion model: a U-Net of plain residual blocks with y = 0, noise prediction with p = 2 (eq. 6), levels spread
/// as the squared sine, ancestral sampling. All that is random follows from the seed and the iteration, so a resumed training ends
/// at the bits of one in one sitting. One thread.
/// </summary>
internal sealed class PictureGenerator : IDisposable
{
    private const int WarmUp = 100;
    private const int CheckpointEvery = 500;
    private const int SampleBatch = 64;
    private const double Clip = 1;

    // The ends of the levels, as parts of a quarter turn: abar from 1e-4 to 1 - 1e-4.
    private const double Noisiest = .0064;

    private readonly GenerateCheckOptions _options;
    private readonly ConditionalNetwork _network = ConditionalNetwork.Create(Network);
    private readonly DdpmSchedule _schedule = new();
    private readonly Tensor _weights;
    private readonly FlatAdam _optimizer;

    /// <summary>Makes a fresh model.</summary>
    public PictureGenerator(GenerateCheckOptions options)
    {
        _options = options;
        set_num_threads(options.Threads);
        _weights = tensor(_network.Layout.CreateStart(options.Seed)).requires_grad_(true).DetachFromDisposeScope();
        _optimizer = new FlatAdam(_weights, Clip);
    }

    /// <summary>Shape of the network: half the width at the door, then 48, 96 and 128 channels; no attention.</summary>
    public static NetworkConfiguration Network { get; } = new()
    {
        Tier = "generate-check",
        Family = NetworkFamily.Plain,
        Channels = [48, 96, 128],
        Blocks = [2, 2, 2],
        Unshuffle = 2,
    };

    /// <summary>Iterations so far.</summary>
    public int Iterations => _optimizer.Steps;

    /// <summary>Trains to the iterations of the options, from the checkpoint where there is one; leaves a checkpoint.</summary>
    /// <param name="pictures">BGR bytes of each picture.</param>
    /// <param name="checkpoint">File of the checkpoint.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <param name="cancellation">Asks to stop after the current iteration.</param>
    /// <exception cref="ModelException">The checkpoint is damaged, or the loss became no number.</exception>
    public void Train(IReadOnlyList<byte[]> pictures, string checkpoint, Action<string> report, CancellationToken cancellation)
    {
        if (File.Exists(checkpoint))
        {
            Checkpoint.Read(checkpoint, _optimizer, Network);
        }

        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        Tensor all = ToImages(pictures);
        while (_optimizer.Steps < _options.Iterations && !cancellation.IsCancellationRequested)
        {
            float loss = Step(all, generator);
            if (!float.IsFinite(loss))
            {
                throw new ModelException($"At iteration {_optimizer.Steps} the loss became {loss}; begin anew with a rate below {_options.Rate}.");
            }

            if (_optimizer.Steps % CheckpointEvery == 0)
            {
                Checkpoint.Write(checkpoint, _optimizer, Network, new CheckpointState());
                report($"iteration {_optimizer.Steps}: loss {loss:F4}");
            }
        }

        Checkpoint.Write(checkpoint, _optimizer, Network, new CheckpointState());
    }

    /// <summary>Draws pictures with the average of weights.</summary>
    /// <param name="count">How many.</param>
    /// <returns>BGR bytes of each.</returns>
    public IReadOnlyList<byte[]> Sample(int count)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        generator.manual_seed(_options.Seed);
        int steps = _options.SamplingSteps;
        using SamplingPlan plan = new(_schedule, [.. Enumerable.Range(0, steps).Select(i => Level((i + .5) / steps))], SamplerKind.Ancestral);
        IReadOnlyList<Tensor> parameters = FlatParameters.Split(_network.Layout, _optimizer.Average);
        List<byte[]> pictures = [];
        while (pictures.Count < count)
        {
            using DisposeScope batch = NewDisposeScope();
            int n = Math.Min(SampleBatch, count - pictures.Count);
            Tensor y = zeros([n, _options.Size, _options.Size, 3]).permute(0, 3, 1, 2);
            Tensor x = Sampler.Sample(
                (xt, step) =>
                {
                    using DisposeScope inner = NewDisposeScope();
                    Tensor condition = tensor(Enumerable.Repeat((float)plan.Steps[step].Condition, n).ToArray());
                    Tensor noise = _network.Forward(parameters, cat([xt, y], 1), condition);
                    return Sampler.SolveForImage(plan, step, xt, y, noise).MoveToOuterDisposeScope();
                },
                y,
                _ => Noise(n, generator),
                plan);
            pictures.AddRange(ToBytes(x));
        }

        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _weights.Dispose();
    }

    private static double Level(double part)
    {
        double within = Noisiest + (part * (1 - (2 * Noisiest)));
        double sine = Math.Sin(Math.PI / 2 * within);
        return sine * sine;
    }

    private float Step(Tensor all, Generator generator)
    {
        using DisposeScope scope = NewDisposeScope();
        int n = _options.Batch;
        Random random = new(BatchSource.HashCode(_options.Seed, _optimizer.Steps, -1));
        generator.manual_seed(random.NextInt64());
        long[] chosen = new long[n];
        float[] condition = new float[n], image = new float[n], noisy = new float[n];
        for (int i = 0; i < n; i++)
        {
            chosen[i] = random.NextInt64(all.shape[0]);
            double level = Level(random.NextDouble());
            ForwardWeights w = _schedule.Forward(level);
            (condition[i], image[i], noisy[i]) = ((float)_schedule.Condition(level), (float)w.X, (float)w.Noise);
        }

        Tensor x = all.index_select(0, tensor(chosen)).permute(0, 3, 1, 2), noise = Noise(n, generator);
        Tensor xt = x.mul(tensor(image, [n, 1, 1, 1])).addcmul_(noise, tensor(noisy, [n, 1, 1, 1]), One);
        Tensor output = _network.Forward(FlatParameters.Split(_network.Layout, _weights), cat([xt, zeros_like(xt)], 1), tensor(condition));
        Tensor loss = nn.functional.mse_loss(output, noise);
        loss.backward();
        _optimizer.Step(_options.Rate * Math.Min(1, (_optimizer.Steps + 1.0) / WarmUp), _options.AverageDecay);
        return loss.detach().data<float>()[0];
    }

    /// <summary>
    /// Unit normal noise, [count, 3, size, size], channels-last. All images here are: with images of separate channels the convolutions
    /// of the tensor library gave values that are no numbers, now and then, from sound inputs.
    /// </summary>
    private Tensor Noise(int count, Generator generator) => randn([count, _options.Size, _options.Size, 3], generator: generator).permute(0, 3, 1, 2);

    /// <summary>[count, size, size, 3] RGB in -1..1.</summary>
    private Tensor ToImages(IReadOnlyList<byte[]> pictures)
    {
        byte[] bytes = [.. pictures.SelectMany(p => p)];
        using Tensor raw = tensor(bytes, [pictures.Count, _options.Size, _options.Size, 3], dtype: ScalarType.Byte);
        return raw.flip(3).to_type(ScalarType.Float32).mul_(ByteToUnit).add_(MinusOne, One);
    }

    private static IEnumerable<byte[]> ToBytes(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = images.add(One, One).mul_(UnitToByte).round_().clamp_(Zero, MaxByte).to_type(ScalarType.Byte).permute(0, 2, 3, 1).flip(3).contiguous();
        byte[] flat = bytes.bytes.ToArray();
        return flat.Chunk((int)(flat.Length / images.shape[0]));
    }
}
