using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Measures;
using CropDegradation = IdmLive.Pipeline.Live.Degradation;

namespace IdmLive.Tools.Guarding;

/// <summary>How a figure is spread over crops.</summary>
/// <param name="P2">2 % of the crops have less.</param>
/// <param name="P25">A quarter has less.</param>
/// <param name="Median">Half have less.</param>
/// <param name="P75">Three quarters have less.</param>
/// <param name="P98">98 % have less.</param>
internal sealed record LevelQuantiles(double P2, double P25, double Median, double P75, double P98)
{
    /// <summary>The quantiles of some values, by the nearest rank.</summary>
    /// <param name="values">At least one.</param>
    public static LevelQuantiles Of(IEnumerable<double> values)
    {
        Quantiles quantiles = new(values);
        return new(quantiles.At(.02), quantiles.At(.25), quantiles.At(.5), quantiles.At(.75), quantiles.At(.98));
    }
}

/// <summary>What the guard of the live line measures on crops of one kind, and how much of a restoration it would take.</summary>
/// <param name="Crops">Which ones: <c>clean</c> or <c>degraded</c>.</param>
/// <param name="Sharpness">Sharpness.</param>
/// <param name="Noise">Noise in 8-bit levels.</param>
/// <param name="Strength">Part of a restoration that is taken, 0 to 1.</param>
/// <param name="MeanStrength">Its mean.</param>
/// <param name="Untouched">Share of the crops of which less than a twentieth is taken.</param>
/// <param name="Whole">Share of the crops of which more than nineteen twentieths are taken.</param>
internal sealed record GuardLevels(
    string Crops, LevelQuantiles Sharpness, LevelQuantiles Noise, LevelQuantiles Strength, double MeanStrength, double Untouched, double Whole)
{
    private const double Edge = .05;

    /// <summary>The figures of some crops.</summary>
    /// <param name="crops">Which ones.</param>
    /// <param name="measured">What was measured of each, at least one.</param>
    /// <param name="options">The guard's settings.</param>
    public static GuardLevels Of(string crops, IReadOnlyList<CropDegradation> measured, FaceGuardOptions options)
    {
        double[] strengths = [.. measured.Select(d => FaceGuard.Wanted(d, options))];
        return new(
            crops,
            LevelQuantiles.Of(measured.Select(d => d.Sharpness)),
            LevelQuantiles.Of(measured.Select(d => d.Noise)),
            LevelQuantiles.Of(strengths),
            strengths.Average(),
            (double)strengths.Count(s => s < Edge) / strengths.Length,
            (double)strengths.Count(s => s > 1 - Edge) / strengths.Length);
    }
}
