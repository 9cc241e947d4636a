namespace IdmLive.Pipeline.Session;

/// <summary>
/// Distribution of durations in constant memory: exact to one percent between a microsecond and a quarter of an hour. Not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    private const double Smallest = 0.001;
    private static readonly double LogStep = Math.Log(1.01);

    private readonly long[] _counts = new long[2100];
    private double _sum;

    /// <summary>Durations added.</summary>
    public long Count { get; private set; }

    /// <summary>Mean in milliseconds; 0 where there is none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Adds a duration.</summary>
    public void Add(TimeSpan duration)
    {
        double milliseconds = duration.TotalMilliseconds;
        int bin = milliseconds <= Smallest ? 0 : (int)Math.Round(Math.Log(milliseconds / Smallest) / LogStep);
        _counts[Math.Min(bin, _counts.Length - 1)]++;
        _sum += milliseconds;
        Count++;
    }

    /// <summary>The duration in milliseconds that a part of all durations does not exceed; 0 where there is none.</summary>
    /// <param name="part">0 to 1: 0.5 is the median.</param>
    public double Quantile(double part)
    {
        if (Count == 0)
        {
            return 0;
        }

        long wanted = Math.Max(1, (long)Math.Ceiling(part * Count)), seen = 0;
        int bin = 0;
        while ((seen += _counts[bin]) < wanted)
        {
            bin++;
        }

        return Smallest * Math.Exp(bin * LogStep);
    }
}
