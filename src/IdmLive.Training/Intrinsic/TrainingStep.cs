using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>One optimizer step: the batches of an accumulation, their gradients, the update. One thread.</summary>
public sealed class TrainingStep : IDisposable
{
    private readonly TrainOptions _options;
    private readonly TrainingObjective _objective;
    private readonly FlatAdam _optimizer;
    private readonly Generator _generator = new();
    private readonly Scalar _share;

    /// <summary>Prepares steps.</summary>
    public TrainingStep(TrainOptions options, TrainingObjective objective, FlatAdam optimizer)
    {
        (_options, _objective, _optimizer) = (options, objective, optimizer);
        _share = IdmLive.Diffusion.Network.ScalarConstants.Keep(1.0 / options.Accumulate);
    }

    /// <summary>Does a step. With a loss that is no number the weights stay as they are.</summary>
    /// <param name="source">Gives the next batches.</param>
    /// <param name="rateScale">Factor of the rate, after rollbacks.</param>
    /// <returns>The mean loss and the seconds spent waiting for data.</returns>
    public (float Loss, double Waited) Run(BatchSource source, double rateScale)
    {
        float sum = 0;
        double waited = 0;
        for (int i = 0; i < _options.Accumulate; i++)
        {
            long before = Stopwatch.GetTimestamp();
            PatchBatch batch = source.Take();
            waited += Stopwatch.GetElapsedTime(before).TotalSeconds;
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = _objective.Loss(_optimizer.Weights, batch, (_optimizer.Steps * _options.Accumulate) + i, _generator).mul(_share);
            loss.backward();
            sum += loss.detach().cpu().data<float>()[0];
        }

        if (float.IsFinite(sum))
        {
            _optimizer.Step(_options.RateAt(_optimizer.Steps) * rateScale, _options.AverageDecay);
        }
        else
        {
            _optimizer.ClearGradient();
        }

        return (sum, waited);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _share.Dispose();
        _generator.Dispose();
    }
}
