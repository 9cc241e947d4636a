namespace IdmLive.Pipeline.Live;

/// <summary>A running estimate of what something takes, with its spread. Not thread-safe.</summary>
internal sealed class CostEstimate
{
    private const double Share = .12;
    private double _mean = double.NaN, _deviation;

    /// <summary>Whether anything was measured.</summary>
    public bool IsKnown => !double.IsNaN(_mean);

    /// <summary>The mean, in what was added.</summary>
    public double Mean => _mean;

    /// <summary>Takes in a value. One that stands out counts for what is usual, once: machines hiccup.</summary>
    public void Add(double value)
    {
        if (!IsKnown)
        {
            (_mean, _deviation) = (value, value / 8);
            return;
        }

        double step = Math.Min(value - _mean, Math.Max(4 * _deviation, _mean / 2));
        _mean += Share * step;
        _deviation += Share * (Math.Abs(step) - _deviation);
    }

    /// <summary>Forgets what was measured.</summary>
    public void Clear() => _mean = double.NaN;
}
