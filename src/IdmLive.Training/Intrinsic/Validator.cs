using System.Runtime.InteropServices;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using OpenCvSharp;
using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>What a validation came to.</summary>
/// <param name="Loss">The run's objective with the average of weights.</param>
/// <param name="Psnr">PSNR at the smallest number of network calls, dB.</param>
/// <param name="InputPsnr">PSNR of the degraded input, dB.</param>
public readonly record struct Validation(double Loss, double Psnr, double InputPsnr);

/// <summary>Measures a run on held-back faces with seeds that never change, and draws its sheet. One thread.</summary>
public sealed class Validator : IDisposable
{
    private const int Batches = 4;
    private const int SheetRows = 6;
    private const int Seed = 12345;

    private readonly TrainingObjective _objective;
    private readonly INoiseSchedule _schedule;
    private readonly PatchBatch[] _batches;
    private readonly IReadOnlyList<int> _steps;
    private readonly Dictionary<int, SamplingPlan> _plans;

    /// <summary>Degrades the held-back faces once.</summary>
    public Validator(
        TrainingObjective objective, INoiseSchedule schedule, CropSet crops, IReadOnlyList<int> members, DegradationRecipe recipe, TrainOptions options, CropSet? targets = null)
    {
        (_objective, _schedule, _steps) = (objective, schedule, [.. options.Steps.Order()]);
        TrainOptions fixedOptions = options with { Seed = Seed, Stages = options.Stages.Count == 0 ? [] : [options.Stages[^1] with { From = 0 }] };
        using BatchSource source = new(crops, members, recipe, fixedOptions, targets);
        _batches = [.. Enumerable.Range(0, Batches).Select(source.Draw)];
        _plans = _steps.ToDictionary(k => k, k => new SamplingPlan(schedule, schedule.Levels(k), SamplerKind.Ancestral));
    }

    /// <summary>Measures weights.</summary>
    /// <param name="flat">All parameters; not changed.</param>
    public Validation Measure(Tensor flat)
    {
        using IDisposable noGradient = no_grad();
        using Generator generator = new();
        double loss = 0, restored = 0, input = 0;
        for (int b = 0; b < Batches; b++)
        {
            using DisposeScope scope = NewDisposeScope();
            PatchBatch batch = _batches[b];
            loss += _objective.Loss(flat, batch, b, generator).cpu().data<float>()[0];
            Tensor x = _objective.ToImages(batch.Clean, batch);
            restored += MeanPsnr(Restore(flat, batch, _steps[0], generator), x);
            input += MeanPsnr(_objective.ToImages(batch.Degraded, batch), x);
        }

        return new Validation(loss / Batches, restored / Batches, input / Batches);
    }

    /// <summary>Draws the sheet: degraded, each number of steps, clean.</summary>
    public void DrawSheet(Tensor flat, string path)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        PatchBatch batch = _batches[0];
        int rows = Math.Min(SheetRows, batch.Count);
        Tensor[] columns =
        [
            _objective.ToImages(batch.Degraded, batch),
            .. _steps.Select(k => Restore(flat, batch, k, generator)),
            _objective.ToImages(batch.Clean, batch),
        ];
        using Tensor sheet = cat([.. columns.Select(c => cat([.. Enumerable.Range(0, rows).Select(i => c.narrow(0, i, 1))], 2))], 3);
        using Tensor bytes = sheet.add(One, One).mul_(UnitToByte).round_().clamp_(Zero, MaxByte)
            .to_type(ScalarType.Byte).permute(0, 2, 3, 1).flip(3).contiguous().cpu();
        byte[] pixels = bytes.bytes.ToArray();
        using Mat picture = Mat.FromPixelData((int)bytes.shape[1], (int)bytes.shape[2], MatType.CV_8UC3, pixels);
        Cv2.ImEncode(".png", picture, out byte[] png);
        File.WriteAllBytes(path + ".tmp", png);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SamplingPlan plan in _plans.Values)
        {
            plan.Dispose();
        }
    }

    private Tensor Restore(Tensor flat, PatchBatch batch, int steps, Generator generator)
    {
        generator.manual_seed(Seed);
        SamplingPlan plan = _plans[steps];
        IReadOnlyList<Tensor> parameters = _objective.Split(flat);
        Tensor y = _objective.ToImages(batch.Degraded, batch);
        return Sampler.Sample(
            (xt, step) =>
            {
                using DisposeScope scope = NewDisposeScope();
                return _objective.Predict(parameters, xt, y, y, plan.Steps[step].Condition, batch.Places).MoveToOuterDisposeScope();
            },
            y,
            _ => _objective.Noise(y, generator),
            plan);
    }

    private static double MeanPsnr(Tensor a, Tensor b)
    {
        // Range -1..1: peak 2.
        using Tensor difference = a.sub(b);
        using Tensor squared = difference.mul(difference).mean([1, 2, 3]).cpu();
        float[] errors = MemoryMarshal.Cast<byte, float>(squared.bytes).ToArray();
        return errors.Average(e => 10 * Math.Log10(4 / Math.Max(e, 1e-10)));
    }
}
