using System.Diagnostics;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>What a sitting of training came to.</summary>
/// <param name="Iterations">Optimizer steps of the run so far.</param>
/// <param name="Seconds">Seconds of this sitting.</param>
/// <param name="WaitSeconds">Seconds of it in which training waited for degraded pictures.</param>
/// <param name="ValidationPsnr">PSNR on the validation patches at the smallest number of steps with the average of weights, dB.</param>
/// <param name="InputPsnr">PSNR of their degraded input, dB.</param>
/// <param name="Rollbacks">How often the run went back to a good checkpoint.</param>
public readonly record struct TrainResult(
    int Iterations, double Seconds, double WaitSeconds, double ValidationPsnr, double InputPsnr, int Rollbacks);

/// <summary>
/// Intrinsic learning (IDM eq. 6 and 7): the loop around a <see cref="TrainingObjective"/>. Keeps the newest and the best
/// checkpoint; goes back to the newest when the loss explodes. All tensors live on the calling thread.
/// </summary>
public sealed class Trainer
{
    private readonly TrainOptions _options;
    private readonly CropSet _crops;
    private readonly CropSet? _targets;
    private readonly ConditionalNetwork _network;
    private readonly INoiseSchedule _schedule;
    private readonly DegradationRecipe _recipe;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="crops">Faces of <see cref="TrainOptions.FaceSize"/>.</param>
    /// <param name="targets">What the network should give for each face, in their order (IDM eq. 10); null: the faces themselves.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Trainer(TrainOptions options, CropSet crops, CropSet? targets = null)
    {
        options.Validate();
        _options = options;
        _crops = crops;
        _targets = targets;
        _network = ConditionalNetwork.Create(NetworkTiers.ByName(options.Tier));
        _schedule = LevelLists.ByName(options.Schedule);
        _recipe = DegradationRecipe.ByName(options.Recipe, options.FaceSize);
    }

    /// <summary>File of the newest checkpoint.</summary>
    public string CheckpointPath => Path.Join(_options.Run, Checkpoint.FileName);

    /// <summary>Trains until the iterations or minutes are over or the token asks to stop; always leaves a checkpoint.</summary>
    /// <param name="resume">Go on from the run folder's checkpoint.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <param name="cancellation">Asks to stop after the current iteration.</param>
    /// <exception cref="ModelException">The checkpoint does not fit, or the run exploded three times.</exception>
    public TrainResult Run(bool resume, Action<string> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_options.Run);
        set_num_threads(_options.Threads);
        using DisposeScope scope = NewDisposeScope();
        Device device = TorchDevice.Parse(_options.Device);
        Tensor weights = FlatParameters.ToTensor(InitialWeights.Create(_options, _network)).to(device).requires_grad_(true);
        using FlatAdam optimizer = new(weights, _options.Clip);
        CheckpointState state = new();
        if (resume)
        {
            state = Checkpoint.Read(CheckpointPath, optimizer, _network.Configuration);
            report($"Resumed at iteration {optimizer.Steps}.");
        }

        (int[] training, int[] validation) = TrainingSplit.Of(_crops);
        using TrainingObjective objective = new(_options, _network, _schedule, device);
        using Validator validator = new(objective, _schedule, _crops, validation, _recipe, _options, _targets);
        using RunLog log = new(_options.Run);
        using TrainingStep step = new(_options, objective, optimizer);
        Stopwatch clock = Stopwatch.StartNew();
        bool Goes() => optimizer.Steps < _options.Iterations && !cancellation.IsCancellationRequested
            && (_options.Minutes == 0 || clock.Elapsed.TotalMinutes < _options.Minutes);
        double waited = 0;
        Validation last = default;
        while (Goes())
        {
            using BatchSource source = new BatchSource(_crops, training, _recipe, _options, _targets).Start(optimizer.Steps * _options.Accumulate);
            LossGuard guard = new();
            string? trouble = null;
            double lossSum = 0;
            int since = 0;
            while (Goes() && trouble is null)
            {
                double before = waited;
                (float loss, double wait) = step.Run(source, state.RateScale);
                waited = before + wait;
                trouble = guard.Judge(loss);
                (lossSum, since) = (lossSum + loss, since + 1);
                if (trouble is null && optimizer.Steps % 100 == 0)
                {
                    log.Write(optimizer.Steps, ("loss", lossSum / since), ("seconds", clock.Elapsed.TotalSeconds), ("waitSeconds", waited));
                    report($"iteration {optimizer.Steps}: loss {lossSum / since:F5}, {clock.Elapsed.TotalSeconds:F0} s, waited {waited:F1} s for data");
                    (lossSum, since) = (0, 0);
                }

                if (trouble is null && optimizer.Steps % _options.CheckpointEvery == 0)
                {
                    last = Keep();
                }
            }

            if (trouble is not null)
            {
                state = GoBack(trouble);
            }
        }

        last = Keep();
        return new TrainResult(optimizer.Steps, clock.Elapsed.TotalSeconds, waited, last.Psnr, last.InputPsnr, state.Rollbacks);

        Validation Keep()
        {
            Validation measured = validator.Measure(optimizer.Average);
            bool best = !(measured.Loss >= state.BestLoss);
            state = best ? state with { BestLoss = measured.Loss } : state;

            // The best one first: a run that is killed between the two comes to this iteration again and writes both.
            if (best)
            {
                Checkpoint.Write(Path.Join(_options.Run, Checkpoint.BestFileName), optimizer, _network.Configuration, state);
            }

            Checkpoint.Write(CheckpointPath, optimizer, _network.Configuration, state);
            validator.DrawSheet(optimizer.Average, Path.Join(_options.Run, "sheet.png"));
            log.Write(
                optimizer.Steps, ("validationLoss", measured.Loss), ("validationPsnr", measured.Psnr), ("inputPsnr", measured.InputPsnr));
            report($"iteration {optimizer.Steps}: validation loss {measured.Loss:F5}, {measured.Psnr:F2} dB (input {measured.InputPsnr:F2} dB), checkpoint written");
            return measured;
        }

        CheckpointState GoBack(string trouble)
        {
            int at = optimizer.Steps;
            CheckpointState next = state with { RateScale = state.RateScale / 2, Rollbacks = state.Rollbacks + 1 };
            log.Write(at, $"{trouble}; rollback {next.Rollbacks}");
            if (next.Rollbacks >= LossGuard.MaximumRollbacks)
            {
                throw new ModelException(
                    $"At iteration {at} {trouble}, for the {next.Rollbacks}rd time; the last good checkpoint is kept, look at metrics.jsonl and begin with a rate below {_options.Rate * next.RateScale:G2}.");
            }

            if (File.Exists(CheckpointPath))
            {
                Checkpoint.Read(CheckpointPath, optimizer, _network.Configuration);
            }
            else
            {
                optimizer.Restart(InitialWeights.Create(_options, _network));
            }

            report($"At iteration {at} {trouble}: back to iteration {optimizer.Steps} with half the rate, {_options.Rate * next.RateScale:G3}.");
            return next;
        }
    }
}
