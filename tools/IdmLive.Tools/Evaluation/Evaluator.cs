using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>Measures pictures against clean ones. One thread.</summary>
public sealed class Evaluator : IDisposable
{
    private readonly FaceEmbedder _first = new();
    private readonly FaceEmbedder? _second;
    private readonly Lpips? _lpips;
    private readonly Niqe? _niqe;
    private readonly Brisque? _brisque;
    private readonly FaceQuality? _quality;
    private readonly BlazeFaceDetector _detector = new(new BlazeFaceOptions { Search = FaceSearchOptions.Photo with { Tiles = FaceSearchTiles.Never } });
    private readonly LandmarkDistance _landmarks;

    /// <summary>Loads the networks of the measures.</summary>
    /// <param name="files">Where they lie; a measure without a file is left out.</param>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public Evaluator(MeasureFiles files)
    {
        _lpips = files.Lpips is null ? null : new Lpips(files.Lpips);
        _second = files.Embedder is null ? null : new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet, files.Embedder);
        _niqe = files.Niqe is null ? null : new Niqe(files.Niqe);
        _brisque = files.BrisqueModel is null || files.BrisqueRange is null ? null : new Brisque(files.BrisqueModel, files.BrisqueRange);
        _quality = files.Quality is null ? null : new FaceQuality(files.Quality);
        _landmarks = new LandmarkDistance(_detector);
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
        ColourShift colour = ColourShift.Measure(picture.Pixels, clean.Pixels);
        (int width, int height) = (picture.Pixels.Width, picture.Pixels.Height);
        return new PictureFigures
        {
            Psnr = near.Psnr,
            Ssim = PictureMeasures.Ssim(picture.Pixels, clean.Pixels),
            Lpips = near.Lpips,
            IdA = near.IdA,
            IdB = near.IdB,
            Niqe = Niqe.Takes(width, height) ? _niqe?.Score(picture.Pixels) ?? double.NaN : double.NaN,
            Brisque = _brisque?.Score(picture.Pixels) ?? double.NaN,
            Quality = _quality?.ScoreAligned(picture.Pixels) ?? double.NaN,
            Landmarks = _landmarks.Measure(picture.Pixels, clean.Pixels),
            LabShift = colour.Distance,
            LabLowPass = colour.LowPass,
            EyeColour = EyeColour.Takes(width, height) ? EyeColour.Shift(picture.Pixels, clean.Pixels) : double.NaN,
            Mesh = MeshScore.Takes(width, height) ? MeshScore.Score(picture.Pixels) : double.NaN,
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
        _brisque?.Dispose();
        _quality?.Dispose();
        _detector.Dispose();
    }
}
