namespace IdmLive.Pipeline.Measures;

/// <summary>How long the calls of one contender took, milliseconds.</summary>
/// <param name="Calls">Number of calls.</param>
/// <param name="ShortestMs">The shortest.</param>
/// <param name="MedianMs">The median.</param>
/// <param name="P95Ms">What 95 % of the calls do not exceed.</param>
public readonly record struct TimingFigures(int Calls, double ShortestMs, double MedianMs, double P95Ms)
{
    /// <summary>The figures of some durations.</summary>
    /// <param name="milliseconds">At least one.</param>
    public static TimingFigures Of(IEnumerable<double> milliseconds)
    {
        Quantiles quantiles = new(milliseconds);
        return quantiles.Count > 0
            ? new(quantiles.Count, quantiles.At(0), quantiles.At(.5), quantiles.At(.95)) : throw new ArgumentException("No call was timed; time at least one.");
    }
}

/// <summary>
/// Times several contenders side by side: A B C A B C. What else the machine does meets all of them alike, so that their ratios hold on a
/// shared machine where the times themselves do not. One thread.
/// </summary>
public sealed class InterleavedTimer
{
    private readonly TimeProvider _time;

    /// <summary>Makes a timer.</summary>
    /// <param name="time">The clock.</param>
    public InterleavedTimer(TimeProvider time) => _time = time;

    /// <summary>Calls each contender <paramref name="warmUps"/> times untimed, then all of them in turn.</summary>
    /// <param name="contenders">What is timed.</param>
    /// <param name="rounds">Timed calls of each, at least one.</param>
    /// <param name="warmUps">Untimed calls of each before.</param>
    /// <param name="progress">Told the number of rounds that are done.</param>
    /// <returns>The figures, in the order of the contenders.</returns>
    public IReadOnlyList<TimingFigures> Run(IReadOnlyList<Action> contenders, int rounds, int warmUps, Action<int>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        foreach (Action contender in contenders)
        {
            for (int i = 0; i < warmUps; i++)
            {
                contender();
            }
        }

        double[][] milliseconds = [.. contenders.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                long start = _time.GetTimestamp();
                contenders[i]();
                milliseconds[i][round] = _time.GetElapsedTime(start).TotalMilliseconds;
            }

            progress?.Invoke(round + 1);
        }

        return [.. milliseconds.Select(m => TimingFigures.Of(m))];
    }
}
