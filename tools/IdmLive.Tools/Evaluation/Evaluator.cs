using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>Measures pictures against clean ones. One thread.</summary>
public sealed class Evaluator : IDisposable
{
    private readonly FaceEmbedder _first = new();
    private readonly FaceEmbedder? _second;
    private readonly Lpips? _lpips;

    /// <summary>Loads the networks of the measures.</summary>
    /// <param name="files">Where they lie; a measure without a file is left out.</param>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public Evaluator(MeasureFiles files)
    {
        _lpips = files.Lpips is null ? null : new Lpips(files.Lpips);
        _second = files.Embedder is null ? null : new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet, files.Embedder);
    }

    /// <summary>Computes what comparing needs of a face.</summary>
    /// <param name="face">Aligned face, 8-bit BGR; kept, not copied.</param>
    public EmbeddedFace Embed(Mat face) => new(face, _first.EmbedAligned(face), _second?.EmbedAligned(face));

    /// <summary>Measures one picture.</summary>
    /// <param name="picture">Aligned face, 8-bit BGR.</param>
    /// <param name="clean">The true face, same size.</param>
    public PictureFigures Measure(Mat picture, Mat clean) => Measure(Embed(picture), Embed(clean));

    /// <summary>Measures one picture.</summary>
    /// <param name="picture">The face.</param>
    /// <param name="clean">The true face, same size.</param>
    public PictureFigures Measure(EmbeddedFace picture, EmbeddedFace clean)
    {
        ClosenessFigures near = Compare(picture, clean);
        return new PictureFigures
        {
            Psnr = near.Psnr,
            Ssim = PictureMeasures.Ssim(picture.Pixels, clean.Pixels),
            Lpips = near.Lpips,
            IdA = near.IdA,
            IdB = near.IdB,
        };
    }

    /// <summary>Compares two pictures of one face.</summary>
    public ClosenessFigures Compare(EmbeddedFace a, EmbeddedFace b) => new(
        Math.Min(PictureMeasures.Psnr(a.Pixels, b.Pixels), PictureFigures.HighestPsnr),
        _lpips?.Distance(a.Pixels, b.Pixels) ?? double.NaN,
        FaceEmbedder.Cosine(a.A, b.A),
        a.B is null || b.B is null ? double.NaN : FaceEmbedder.Cosine(a.B, b.B));

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        _lpips?.Dispose();
    }
}
