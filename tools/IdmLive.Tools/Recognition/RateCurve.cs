namespace IdmLive.Tools.Recognition;

/// <summary>How often scores reach a threshold. Immutable.</summary>
internal sealed class RateCurve
{
    private readonly double[] _sorted;

    /// <summary>Takes in scores.</summary>
    public RateCurve(IEnumerable<double> scores) => _sorted = [.. scores.Order()];

    /// <summary>Number of scores.</summary>
    public int Count => _sorted.Length;

    /// <summary>The largest score; no number where there is none.</summary>
    public double Largest => Count > 0 ? _sorted[^1] : double.NaN;

    /// <summary>Part of the scores at or above a threshold: of other people's, the false-accept rate. No number where there is no score.</summary>
    public double Reaching(double threshold)
    {
        int from = 0, to = Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            (from, to) = _sorted[middle] >= threshold ? (from, middle) : (middle + 1, to);
        }

        return Count > 0 ? (Count - from) / (double)Count : double.NaN;
    }

    /// <summary>Part of the scores below a threshold: of the person's own, the false-reject rate.</summary>
    public double Missing(double threshold) => 1 - Reaching(threshold);

    /// <summary>The lowest threshold, in hundredths, that no more than a part of the scores reaches; 1.01 where there is none.</summary>
    public double ThresholdFor(double part)
    {
        for (int hundredths = 0; hundredths <= 100; hundredths++)
        {
            if (Reaching(hundredths / 100.0) <= part)
            {
                return hundredths / 100.0;
            }
        }

        return 1.01;
    }

    /// <summary>For each run of looks the score that all of them reach: the smallest.</summary>
    /// <param name="looks">Scores in the order of time.</param>
    /// <param name="run">Looks in a row.</param>
    public static IEnumerable<double> Agreeing(IReadOnlyList<double> looks, int run)
    {
        for (int i = 0; i + run <= looks.Count; i++)
        {
            yield return Enumerable.Range(i, run).Min(n => looks[n]);
        }
    }
}
