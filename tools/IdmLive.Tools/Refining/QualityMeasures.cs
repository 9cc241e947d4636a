using IdmLive.Pipeline.Measures;
using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.Refining;

/// <summary>The no-reference measures of a refinement: those whose files are at hand, else the built-in score. One thread.</summary>
internal sealed class QualityMeasures : IDisposable
{
    private readonly List<IDisposable> _networks = [];

    /// <summary>Opens the measures.</summary>
    /// <param name="files">Files of the measures, or null.</param>
    /// <param name="size">Width and height of the pictures, pixels; NIQE is left out where they are too small for it.</param>
    /// <param name="faces">Whether the pictures are aligned faces; the face quality network judges nothing else.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public QualityMeasures(MeasureFiles? files, int size, bool faces)
    {
        List<QualityMeasure> all = [];
        if (files?.Niqe is { } niqe && Niqe.Takes(size, size))
        {
            all.Add(new QualityMeasure("niqe", HigherIsBetter: false, new Niqe(niqe).Score));
        }

        if (files is { BrisqueModel: { } model, BrisqueRange: { } range })
        {
            all.Add(new QualityMeasure("brisque", HigherIsBetter: false, Keep(new Brisque(model, range)).Score));
        }

        if (faces && files?.Quality is { } quality)
        {
            all.Add(new QualityMeasure("faceQuality", HigherIsBetter: true, Keep(new FaceQuality(quality)).ScoreAligned));
        }

        All = all.Count > 0 ? all : [new QualityMeasure("structure", HigherIsBetter: true, StructuralQuality.Measure)];
    }

    /// <summary>The measures, one at least.</summary>
    public IReadOnlyList<QualityMeasure> All { get; }

    /// <inheritdoc/>
    public void Dispose() => _networks.ForEach(n => n.Dispose());

    private T Keep<T>(T network)
        where T : IDisposable
    {
        _networks.Add(network);
        return network;
    }
}
