using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Tools.Data;
using IdmLive.Tools.Degradation;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Tools.Training;

/// <summary>What a sitting of training came to.</summary>
/// <param name="Iterations">Iterations of the run so far.</param>
/// <param name="Seconds">Seconds of this sitting.</param>
/// <param name="ValidationPsnr">PSNR on the validation patches at K = 1 with the average of weights, dB.</param>
/// <param name="InputPsnr">PSNR of their degraded input, dB.</param>
public readonly record struct TrainResult(int Iterations, double Seconds, double ValidationPsnr, double InputPsnr);

/// <summary>
/// Intrinsic learning (IDM eq. 7, p = 1): predicts x from y and x_t with <c>x0 = y + r</c>. All tensors live on the calling thread.
/// </summary>
public sealed class Trainer
{
    private const int ValidationEvery20Th = 20;
    private const int ValidationBatches = 4;

    private readonly TrainOptions _options;
    private readonly CropSet _crops;
    private readonly ConditionalNetwork _network;
    private readonly INoiseSchedule _schedule;
    private readonly long[] _sizes;
    private readonly LevelDraw _levels;
    private readonly DegradationRecipe _recipe;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="crops">Faces of <see cref="TrainOptions.FaceSize"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Trainer(TrainOptions options, CropSet crops)
    {
        options.Validate();
        _options = options;
        _crops = crops;
        _network = ConditionalNetwork.Create(NetworkTiers.ByName(options.Tier));
        _schedule = LevelLists.ByName(options.Schedule);
        _sizes = [.. _network.Layout.Slots.Select(s => s.Count)];
        _levels = new LevelDraw(_schedule, options.Steps, options.Jitter);
        _recipe = DegradationRecipe.Equation11(options.FaceSize);
    }

    /// <summary>File of the newest checkpoint.</summary>
    public string CheckpointPath => Path.Join(_options.Run, Checkpoint.FileName);

    /// <summary>Trains until the iterations or minutes are over or the token asks to stop; always leaves a checkpoint.</summary>
    /// <param name="resume">Go on from the run folder's checkpoint.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <param name="cancellation">Asks to stop after the current iteration.</param>
    /// <exception cref="ModelException">The checkpoint does not fit.</exception>
    public TrainResult Run(bool resume, Action<string> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_options.Run);
        set_num_threads(_options.Threads);
        using var scope = NewDisposeScope();
        Tensor weights = tensor(_network.Layout.CreateStart(_options.Seed)).requires_grad_(true);
        using FlatAdam optimizer = new(weights, _options.Clip);
        if (resume)
        {
            Checkpoint.Read(CheckpointPath, optimizer, _network.Configuration);
            report($"Resumed at iteration {optimizer.Steps}.");
        }

        (int[] training, int[] validation) = Split();
        using Generator noise = new();
        using BatchSource source = new(_crops, training, _recipe, _options, optimizer.Steps);
        using StreamWriter metrics = new(Path.Join(_options.Run, "metrics.jsonl"), append: true) { AutoFlush = true };
        Stopwatch clock = Stopwatch.StartNew();
        double lossSum = 0, waited = 0;
        int since = 0;
        (double psnr, double input) = (0, 0);
        while (optimizer.Steps < _options.Iterations && !cancellation.IsCancellationRequested
            && (_options.Minutes == 0 || clock.Elapsed.TotalMinutes < _options.Minutes))
        {
            long before = Stopwatch.GetTimestamp();
            PatchBatch batch = source.Take();
            waited += Stopwatch.GetElapsedTime(before).TotalSeconds;
            float loss = Step(optimizer, batch, noise);
            if (!float.IsFinite(loss))
            {
                throw new ModelException(
                    $"The loss became {loss} at iteration {optimizer.Steps}; resume from the checkpoint with half the rate of {_options.Rate}.");
            }

            lossSum += loss;
            since++;
            if (optimizer.Steps % 100 == 0)
            {
                Write(metrics, new { iteration = optimizer.Steps, loss = lossSum / since, seconds = clock.Elapsed.TotalSeconds, waitSeconds = waited });
                report($"iteration {optimizer.Steps}: loss {lossSum / since:F5}, {clock.Elapsed.TotalSeconds:F0} s, waited {waited:F1} s for data");
                (lossSum, since) = (0, 0);
            }

            if (optimizer.Steps % _options.CheckpointEvery == 0)
            {
                Checkpoint.Write(CheckpointPath, optimizer, _network.Configuration);
                (psnr, input) = Validate(optimizer.Average, validation);
                Write(metrics, new { iteration = optimizer.Steps, validationPsnr = psnr, inputPsnr = input });
                report($"iteration {optimizer.Steps}: validation {psnr:F2} dB (input {input:F2} dB), checkpoint written");
            }
        }

        Checkpoint.Write(CheckpointPath, optimizer, _network.Configuration);
        (psnr, input) = Validate(optimizer.Average, validation);
        Write(metrics, new { iteration = optimizer.Steps, validationPsnr = psnr, inputPsnr = input });
        return new TrainResult(optimizer.Steps, clock.Elapsed.TotalSeconds, psnr, input);
    }

    private static void Write(StreamWriter metrics, object line) => metrics.WriteLine(JsonSerializer.Serialize(line));

    private static Tensor ToImages(byte[] bytes, int batch, int size)
    {
        // [batch, height, width, 3] BGR bytes -> [batch, 3, height, width] RGB in -1..1; the strides stay channels-last.
        using Tensor raw = tensor(bytes, [batch, size, size, 3], dtype: ScalarType.Byte);
        return raw.flip(3).to_type(ScalarType.Float32).mul_(ByteToUnit).add_(MinusOne, One).permute(0, 3, 1, 2);
    }

    private float Step(FlatAdam optimizer, PatchBatch batch, Generator generator)
    {
        using var scope = NewDisposeScope();
        int n = _options.Batch;
        Random random = new(BatchSource.HashCode(_options.Seed, optimizer.Steps, -1));
        generator.manual_seed(random.NextInt64());
        float[] level = new float[n], wx = new float[n], wy = new float[n], wn = new float[n];
        for (int i = 0; i < n; i++)
        {
            double drawn = _levels.Next(random);
            ForwardWeights w = _schedule.Forward(drawn);
            (level[i], wx[i], wy[i], wn[i]) = ((float)_schedule.Condition(drawn), (float)w.X, (float)w.Y, (float)w.Noise);
        }

        Tensor x = ToImages(batch.Clean, n, _options.Patch);
        Tensor y = ToImages(batch.Degraded, n, _options.Patch);
        Tensor xt = x.mul(tensor(wx, [n, 1, 1, 1]))
            .addcmul_(y, tensor(wy, [n, 1, 1, 1]), One)
            .addcmul_(randn(x.shape, generator: generator), tensor(wn, [n, 1, 1, 1]), One);

        Tensor x0 = Predict(optimizer.Weights, xt, y, tensor(level));
        Tensor loss = nn.functional.l1_loss(x0, x);
        loss.backward();
        double warm = _options.WarmUp == 0 ? 1 : Math.Min(1, (optimizer.Steps + 1.0) / _options.WarmUp);
        optimizer.Step(_options.Rate * warm, _options.AverageDecay);
        return loss.detach().data<float>()[0];
    }

    /// <summary>x0 = y + f(y, x_t, abar_t).</summary>
    private Tensor Predict(Tensor flat, Tensor xt, Tensor y, Tensor level)
    {
        ScalarType type = _options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

        // Split has one backward node for all parameters; a slice for each would write a whole buffer for each.
        Tensor[] parts = flat.to_type(type).split(_sizes);
        Tensor[] parameters = [.. _network.Layout.Slots.Select((s, i) => parts[i].view([.. s.Shape]))];
        Tensor r = _network.Forward(parameters, cat([xt, y], 1).to_type(type), level);
        return r.to_type(ScalarType.Float32).add(y, One);
    }

    private (int[] Training, int[] Validation) Split()
    {
        // By a hash of the name: adding pictures moves none of the old ones to the other side.
        bool Held(int i) => BitConverter.ToUInt32(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_crops.Source(i)))) % ValidationEvery20Th == 0;
        int[] all = [.. Enumerable.Range(0, _crops.Count)];
        int[] held = [.. all.Where(Held)];
        int[] rest = [.. all.Where(i => !Held(i))];
        return held.Length > 0 && rest.Length > 0 ? (rest, held) : (all, all);
    }

    private (double Psnr, double Input) Validate(Tensor average, int[] members)
    {
        using IDisposable noGradient = no_grad();
        using BatchSource source = new(_crops, members, _recipe, _options with { Seed = 12345 }, 0);
        double level = _schedule.Levels(1)[0];
        ForwardWeights start = _schedule.Start(level);
        using Generator generator = new();
        generator.manual_seed(12345);
        double restored = 0, input = 0;
        for (int b = 0; b < ValidationBatches; b++)
        {
            using var scope = NewDisposeScope();
            PatchBatch batch = source.Draw(b);
            Tensor x = ToImages(batch.Clean, _options.Batch, _options.Patch);
            Tensor y = ToImages(batch.Degraded, _options.Batch, _options.Patch);
            Tensor xt = randn(y.shape, generator: generator).mul_(tensor((float)start.Noise)).addcmul_(y, tensor((float)start.Y), One);
            Tensor levels = tensor(Enumerable.Repeat((float)_schedule.Condition(level), _options.Batch).ToArray());
            Tensor x0 = Predict(average, xt, y, levels).clamp_(MinusOne, One);
            restored += MeanPsnr(x0, x);
            input += MeanPsnr(y, x);
        }

        return (restored / ValidationBatches, input / ValidationBatches);
    }

    private static double MeanPsnr(Tensor a, Tensor b)
    {
        // Range -1..1: peak 2.
        using Tensor difference = a.sub(b);
        using Tensor squared = difference.mul(difference).mean([1, 2, 3]);
        float[] errors = MemoryMarshal.Cast<byte, float>(squared.bytes).ToArray();
        return errors.Average(e => 10 * Math.Log10(4 / Math.Max(e, 1e-10)));
    }
}
