using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.Refining;

/// <summary>The no-reference measures of a refinement: those whose files are at hand, else the built-in score. One thread.</summary>
internal sealed class QualityMeasures : IDisposable
{
    private readonly List<IDisposable> _networks = [];

    /// <summary>Opens the measures.</summary>
    /// <param name="files">Files of the measures, or null.</param>
    /// <param name="faces">Whether the pictures are aligned faces; the face quality network judges nothing else.</param>
    public QualityMeasures(MeasureFiles? files, bool faces)
    {
        List<QualityMeasure> all = [];
        All = all.Count > 0 ? all : [new QualityMeasure("structure", HigherIsBetter: true, StructuralQuality.Measure)];
    }

    /// <summary>The measures, one at least.</summary>
    public IReadOnlyList<QualityMeasure> All { get; }

    /// <inheritdoc/>
    public void Dispose() => _networks.ForEach(n => n.Dispose());
}
