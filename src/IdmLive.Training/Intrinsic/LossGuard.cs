namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Decides when a run has gone wrong: a loss that is no number, or one far above its running average. Holds no tensor.
/// </summary>
public sealed class LossGuard
{
    /// <summary>Rollbacks after which a run stops.</summary>
    public const int MaximumRollbacks = 3;

    private const double Explosion = 10;
    private const int Settled = 20;
    private const double Decay = .98;

    private double _average;
    private int _seen;

    /// <summary>Takes a loss.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Judge(double loss)
    {
        if (!double.IsFinite(loss))
        {
            return $"the loss became {loss}";
        }

        if (_seen >= Settled && loss > Explosion * _average)
        {
            return $"the loss rose to {loss:G3} from an average of {_average:G3}";
        }

        _average = _seen == 0 ? loss : (Decay * _average) + ((1 - Decay) * loss);
        _seen++;
        return null;
    }

    /// <summary>Forgets what it saw, after a rollback.</summary>
    public void Reset() => (_average, _seen) = (0, 0);
}
