using IdmLive.Pipeline.Measures;

namespace IdmLive.Tools.Evaluation;

/// <summary>One line of a table.</summary>
/// <param name="Name">What made the pictures: <c>input</c>, model and steps, <c>peer:NAME</c>, or a floor.</param>
/// <param name="Figures">Figures of each picture, in the order of the test set.</param>
public sealed record EvaluationRow(string Name, IReadOnlyList<PictureFigures> Figures)
{
    private const int BootstrapSeed = 1;

    /// <summary>Milliseconds of restoring one face on average; NaN where nothing was restored.</summary>
    public double Milliseconds { get; init; } = double.NaN;

    /// <summary>Frechet distance of the pictures' features from those of the clean faces; NaN where not measured.</summary>
    public double Frechet { get; init; } = double.NaN;

    /// <summary>The mean of a column with its bootstrap interval over the pictures (95 %).</summary>
    public ConfidenceInterval Interval(FigureColumn column) => Bootstrap.Mean(Values(column), BootstrapSeed);

    /// <summary>The values of a column that were measured.</summary>
    public double[] Values(FigureColumn column) => [.. Figures.Select(column.Value).Where(double.IsFinite)];

    /// <summary>The mean of a column over the pictures that have it; NaN where none has.</summary>
    public double Mean(FigureColumn column) => Values(column) is { Length: > 0 } values ? values.Average() : double.NaN;
}
