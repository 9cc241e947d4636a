using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The networks that frames are measured with. One thread.</summary>
internal sealed class VideoMeasures : IDisposable
{
    private readonly FaceEmbedder _first = new();
    private readonly FaceEmbedder? _second;
    private readonly Lpips? _lpips;
    private readonly BlazeFaceDetector _detector = new(new BlazeFaceOptions { Search = FaceSearchOptions.Photo with { Tiles = FaceSearchTiles.Never } });
    private readonly LandmarkDistance _landmarks;

    /// <summary>Loads the networks.</summary>
    /// <param name="files">Where they lie; a measure without a file is left out.</param>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public VideoMeasures(MeasureFiles files)
    {
        _landmarks = new(_detector);
        try
        {
            _lpips = files.Lpips is null ? null : new Lpips(files.Lpips);
            _second = files.Embedder is null ? null : new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet, files.Embedder);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Computes what comparing needs of a face.</summary>
    /// <param name="face">Aligned crop, 8-bit BGR; kept, not copied.</param>
    public EmbeddedFace Embed(Mat face) => new(face, _first.EmbedAligned(face), _second?.EmbedAligned(face));

    /// <summary>LPIPS of two pictures; NaN without its network.</summary>
    public double Distance(Mat a, Mat b) => _lpips?.Distance(a, b) ?? double.NaN;

    /// <summary>The face's key points; null where none is found.</summary>
    public FaceKeyPoints? KeyPoints(Mat face) => _landmarks.Find(face);

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        _lpips?.Dispose();
        _detector.Dispose();
    }
}
