using IdmLive.Pipeline.Measures;

namespace IdmLive.Tools.Recursion;

/// <summary>rho of the recursion in one situation.</summary>
/// <param name="Level">Cumulative level abar of the warm steps.</param>
/// <param name="Moves">Whether the face moved, or one frame was shown again and again with fresh noise.</param>
/// <param name="Steps">Warm steps that were measured.</param>
/// <param name="Median">Half of the steps let less through.</param>
/// <param name="P95">19 of 20 steps let less through.</param>
internal sealed record RecursionRow(double Level, bool Moves, int Steps, double Median, double P95)
{
    /// <summary>What rho has to stay below.</summary>
    public const double Bar = .6;

    /// <summary>Whether 19 of 20 steps stay below the bar.</summary>
    public bool IsKept => P95 < Bar;

    /// <summary>The figures of some steps; no numbers where there is none.</summary>
    public static RecursionRow Of(double level, bool moves, IEnumerable<double> steps)
    {
        Quantiles quantiles = new(steps);
        return new(level, moves, quantiles.Count, quantiles.At(.5), quantiles.At(.95));
    }
}
