namespace IdmLive.Pipeline.Measures;

/// <summary>Quantiles by the nearest rank: always one of the values. Any thread.</summary>
public sealed class Quantiles
{
    private readonly double[] _sorted;

    /// <summary>Sorts.</summary>
    /// <param name="values">Copied.</param>
    public Quantiles(IEnumerable<double> values) => _sorted = [.. values.Order()];

    /// <summary>Number of values.</summary>
    public int Count => _sorted.Length;

    /// <summary>The smallest value that a part of the values does not exceed; no number where there is no value.</summary>
    /// <param name="part">0 (the smallest) to 1 (the largest).</param>
    public double At(double part) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Max(0, (int)Math.Ceiling(part * _sorted.Length) - 1)];
}
