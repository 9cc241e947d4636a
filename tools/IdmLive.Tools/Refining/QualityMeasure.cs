using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>A no-reference measure of a picture.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="HigherIsBetter">Whether a higher figure means a better picture.</param>
/// <param name="Measure">The figure of an 8-bit BGR picture; one thread.</param>
internal sealed record QualityMeasure(string Name, bool HigherIsBetter, Func<Mat, double> Measure)
{
    /// <summary>How much better <paramref name="after"/> is, in the measure's units; negative where it is worse.</summary>
    public double Gain(double before, double after) => HigherIsBetter ? after - before : before - after;
}
