using IdmLive.Pipeline.Measures;

namespace IdmLive.Tools.Refining;

/// <summary>What a figure has to say about a model or a set.</summary>
internal enum FigureKind
{
    /// <summary>Quality without a reference.</summary>
    Quality,

    /// <summary>Identity cosine.</summary>
    Identity,

    /// <summary>PSNR.</summary>
    Psnr,

    /// <summary>Reported, not judged by.</summary>
    Other,
}

/// <summary>A figure before and after, over the same pictures.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">What it says.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
/// <param name="Before">Mean before.</param>
/// <param name="After">Mean after.</param>
/// <param name="Gain">Mean paired change with its 95 % interval, turned so that above 0 is better.</param>
internal sealed record FigureChange(string Name, FigureKind Kind, bool HigherIsBetter, double Before, double After, ConfidenceInterval Gain)
{
    private const int Seed = 1;

    /// <summary>Compares figures of the same pictures.</summary>
    /// <returns>Null where a figure was not measured.</returns>
    public static FigureChange? Of(string name, FigureKind kind, bool higherIsBetter, IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        if (before.Count == 0 || before.Concat(after).All(double.IsNaN))
        {
            return null;
        }

        ConfidenceInterval gain = higherIsBetter ? Bootstrap.PairedDifference(after, before, Seed) : Bootstrap.PairedDifference(before, after, Seed);
        return new FigureChange(name, kind, higherIsBetter, before.Average(), after.Average(), gain);
    }
}
