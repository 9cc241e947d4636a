namespace IdmLive.App.Bench;

/// <summary>The process at a moment.</summary>
/// <param name="Minutes">Since the start.</param>
/// <param name="MemoryMb">Resident memory.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open handles.</param>
/// <param name="ManagedMb">What the collector holds of the memory, used or not.</param>
internal readonly record struct ProcessSample(double Minutes, double MemoryMb, int Threads, int Handles, double ManagedMb = 0);

/// <summary>How the process changes while it runs; the first quarter of the time, in which it warms up, does not count.</summary>
/// <param name="MemorySlopeMbPerMinute">Slope of the line of least squares through the resident memory.</param>
/// <param name="FewestThreads">Fewest threads.</param>
/// <param name="MostThreads">Most threads.</param>
/// <param name="FewestHandles">Fewest open handles.</param>
/// <param name="MostHandles">Most open handles.</param>
/// <param name="ManagedSlopeMbPerMinute">The same slope of the part that the collector holds: a heap that still finds its size is no leak.</param>
internal readonly record struct ProcessTrend(
    double MemorySlopeMbPerMinute, int FewestThreads, int MostThreads, int FewestHandles, int MostHandles, double ManagedSlopeMbPerMinute)
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
            Slope(counted, s => s.ManagedMb));
    }

    private static double Slope(ProcessSample[] samples, Func<ProcessSample, double> value)
    {
        double time = samples.Average(s => s.Minutes), mean = samples.Average(value);
        return samples.Sum(s => (s.Minutes - time) * (value(s) - mean)) / samples.Sum(s => (s.Minutes - time) * (s.Minutes - time));
    }
}
