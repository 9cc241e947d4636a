using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>The figures of one picture, or the means of many.</summary>
/// <param name="Psnr">dB, RGB, higher is better.</param>
/// <param name="Ssim">0 to 1, higher is better.</param>
/// <param name="Lpips">LPIPS-squeeze, lower is better; NaN without its network.</param>
/// <param name="IdA">Cosine of face embeddings (faceplugin), higher is better.</param>
/// <param name="IdB">Cosine of a second embedder (mobilefacenet), higher is better; NaN without its network.</param>
public readonly record struct PictureFigures(double Psnr, double Ssim, double Lpips, double IdA, double IdB);

/// <summary>One line of a table.</summary>
/// <param name="Name">What made the pictures: <c>input</c>, or model and steps.</param>
/// <param name="Figures">Figures of each picture, in the order of the test set.</param>
public sealed record EvaluationRow(string Name, IReadOnlyList<PictureFigures> Figures)
{
    /// <summary>The means.</summary>
    public PictureFigures Mean => new(
        Figures.Average(f => f.Psnr), Figures.Average(f => f.Ssim), Figures.Average(f => f.Lpips),
        Figures.Average(f => f.IdA), Figures.Average(f => f.IdB));
}

/// <summary>Measures pictures against clean ones. One thread.</summary>
public sealed class Evaluator : IDisposable
{
    private readonly FaceEmbedder _first = new();
    private readonly FaceEmbedder? _second;
    private readonly Lpips? _lpips;

    /// <summary>Loads the networks of the measures.</summary>
    /// <param name="lpips">LPIPS network (ONNX), or null.</param>
    /// <param name="secondEmbedder">mobilefacenet embedder (ONNX), or null.</param>
    public Evaluator(string? lpips, string? secondEmbedder)
    {
        _lpips = lpips is null ? null : new Lpips(lpips);
        _second = secondEmbedder is null ? null : new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet, secondEmbedder);
    }

    /// <summary>Measures one picture.</summary>
    /// <param name="picture">Aligned face, 8-bit BGR.</param>
    /// <param name="clean">The true face, same size.</param>
    public PictureFigures Measure(Mat picture, Mat clean) => new(
        PictureMeasures.Psnr(picture, clean),
        PictureMeasures.Ssim(picture, clean),
        _lpips?.Distance(picture, clean) ?? double.NaN,
        FaceEmbedder.Cosine(_first.EmbedAligned(picture), _first.EmbedAligned(clean)),
        _second is null ? double.NaN : FaceEmbedder.Cosine(_second.EmbedAligned(picture), _second.EmbedAligned(clean)));

    /// <summary>Measures the degraded pictures themselves.</summary>
    public EvaluationRow MeasureInput(TestSet set) => Measure("input", set, pair => pair.Degraded.Clone());

    /// <summary>Restores the set with a model and measures what comes out.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="set">The faces, of the restorer's crop size.</param>
    /// <param name="restorer">The model; each face gets its position as noise seed.</param>
    public EvaluationRow MeasureRestorer(string name, TestSet set, IFaceRestorer restorer)
    {
        int index = 0;
        return Measure(name, set, pair =>
        {
            Mat restored = new(pair.Clean.Size(), MatType.CV_8UC3);
            restorer.Restore([new FaceCrop(pair.Degraded, index++)], [restored]);
            return restored;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        _lpips?.Dispose();
    }

    private EvaluationRow Measure(string name, TestSet set, Func<TestPair, Mat> make)
    {
        PictureFigures[] figures = new PictureFigures[set.Count];
        for (int i = 0; i < set.Count; i++)
        {
            using TestPair pair = set.Pair(i);
            using Mat picture = make(pair);
            figures[i] = Measure(picture, pair.Clean);
        }

        return new EvaluationRow(name, figures);
    }
}
