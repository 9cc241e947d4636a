using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Bench;

/// <summary>The process at a moment.</summary>
/// <param name="Minutes">Since the start.</param>
/// <param name="MemoryMb">Resident memory.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open handles.</param>
/// <param name="ManagedMb">What the collector holds of the memory, used or not.</param>
/// <param name="DelayMs">Added delay of the last frame, milliseconds; not a number before the first one.</param>
internal readonly record struct ProcessSample(double Minutes, double MemoryMb, int Threads, int Handles, double ManagedMb = 0, double DelayMs = double.NaN);

/// <summary>Added delay of the frames that were looked at in a part of a run.</summary>
/// <param name="P50Ms">Median, milliseconds.</param>
/// <param name="P95Ms">What 95 % stay below.</param>
internal readonly record struct DelayPart(double P50Ms, double P95Ms);

/// <summary>How the process changes while it runs; the first quarter of the time, in which it warms up, does not count.</summary>
/// <param name="MemorySlopeMbPerMinute">Slope of the line of least squares through the resident memory.</param>
/// <param name="FewestThreads">Fewest threads.</param>
/// <param name="MostThreads">Most threads.</param>
/// <param name="FewestHandles">Fewest open handles.</param>
/// <param name="MostHandles">Most open handles.</param>
/// <param name="ManagedSlopeMbPerMinute">The same slope of the part that the collector holds: a heap that still finds its size is no leak.</param>
/// <param name="FirstDelay">The delay in the first third of what counts; null where no frame came.</param>
/// <param name="LastDelay">The delay in the last third: what grew is a queue that fills.</param>
internal readonly record struct ProcessTrend(
    double MemorySlopeMbPerMinute, int FewestThreads, int MostThreads, int FewestHandles, int MostHandles, double ManagedSlopeMbPerMinute,
    DelayPart? FirstDelay, DelayPart? LastDelay)
{
    /// <summary>The trend of samples; null where there are fewer than four that count.</summary>
    public static ProcessTrend? Of(IReadOnlyList<ProcessSample> samples)
    {
        ProcessSample[] counted = [.. samples.Skip(samples.Count / 4)];
        if (counted.Length < 4)
        {
            return null;
        }

        return new(
            Slope(counted, s => s.MemoryMb),
            counted.Min(s => s.Threads),
            counted.Max(s => s.Threads),
            counted.Min(s => s.Handles),
            counted.Max(s => s.Handles),
            Slope(counted, s => s.ManagedMb),
            Delay(counted[..(counted.Length / 3)]),
            Delay(counted[^(counted.Length / 3)..]));
    }

    private static DelayPart? Delay(ProcessSample[] samples)
    {
        Quantiles delays = new(samples.Select(s => s.DelayMs).Where(double.IsFinite));
        return delays.Count == 0 ? null : new(delays.At(.5), delays.At(.95));
    }

    private static double Slope(ProcessSample[] samples, Func<ProcessSample, double> value)
    {
        double time = samples.Average(s => s.Minutes), mean = samples.Average(value);
        return samples.Sum(s => (s.Minutes - time) * (value(s) - mean)) / samples.Sum(s => (s.Minutes - time) * (s.Minutes - time));
    }
}
