namespace IdmLive.App.Bench;

/// <summary>The process at a moment.</summary>
/// <param name="Minutes">Since the start.</param>
/// <param name="MemoryMb">Resident memory.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open handles.</param>
internal readonly record struct ProcessSample(double Minutes, double MemoryMb, int Threads, int Handles);

/// <summary>How the process changes while it runs; the first quarter of the time, in which it warms up, does not count.</summary>
/// <param name="MemorySlopeMbPerMinute">Slope of the line of least squares through the resident memory.</param>
/// <param name="FewestThreads">Fewest threads.</param>
/// <param name="MostThreads">Most threads.</param>
/// <param name="FewestHandles">Fewest open handles.</param>
/// <param name="MostHandles">Most open handles.</param>
internal readonly record struct ProcessTrend(double MemorySlopeMbPerMinute, int FewestThreads, int MostThreads, int FewestHandles, int MostHandles)
{
    /// <summary>The trend of samples; null where there are fewer than four that count.</summary>
    public static ProcessTrend? Of(IReadOnlyList<ProcessSample> samples)
    {
        ProcessSample[] counted = [.. samples.Skip(samples.Count / 4)];
        if (counted.Length < 4)
        {
            return null;
        }

        double time = counted.Average(s => s.Minutes), memory = counted.Average(s => s.MemoryMb);
        double slope = counted.Sum(s => (s.Minutes - time) * (s.MemoryMb - memory)) / counted.Sum(s => (s.Minutes - time) * (s.Minutes - time));
        return new(slope, counted.Min(s => s.Threads), counted.Max(s => s.Threads), counted.Min(s => s.Handles), counted.Max(s => s.Handles));
    }
}
