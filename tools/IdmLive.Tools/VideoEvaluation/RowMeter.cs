using IdmLive.Pipeline.Measures;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>Measures the pictures of a row on one clip. One thread.</summary>
/// <param name="measures">The networks; stay their owner's.</param>
/// <param name="clean">The clean clip, which takes each frame before the row does; stays its owner's.</param>
internal sealed class RowMeter(VideoMeasures measures, CleanReference clean) : IDisposable
{
    private readonly Mat[] _pictures = [new(), new()], _luma = [new(), new()];
    private readonly FlowDifference _flow = new();
    private readonly LandmarkJitter _jitter = new();
    private readonly List<FrameFigures> _frames = [];

    /// <summary>Takes the row's next picture.</summary>
    /// <param name="picture">8-bit BGR; copied.</param>
    public void Add(Mat picture)
    {
        int now = _frames.Count % 2, before = 1 - now;
        picture.CopyTo(_pictures[now]);
        Luma.Of(picture, _luma[now]);
        EmbeddedFace face = measures.Embed(_pictures[now]), truth = clean.Face;
        _jitter.Add(measures.KeyPoints(_pictures[now]), clean.KeyPoints);
        FrameFigures figures = new()
        {
            Psnr = Math.Min(PictureMeasures.Psnr(face.Pixels, truth.Pixels), PictureFigures.HighestPsnr),
            IdA = FaceEmbedder.Cosine(face.A, truth.A),
            IdB = face.B is null || truth.B is null ? double.NaN : FaceEmbedder.Cosine(face.B, truth.B),
            Sharpness = Luma.GradientEnergy(_luma[now]) / clean.GradientEnergy,
            Lpips = clean.IsMeasured ? measures.Distance(face.Pixels, truth.Pixels) : double.NaN,
        };
        if (clean.HasEarlier)
        {
            figures = figures with { EWarp = clean.Warping.Measure(_pictures[before], _pictures[now]) };
            if (clean.IsMeasured)
            {
                figures = figures with
                {
                    TOf = _flow.Measure(_luma[before], _luma[now], clean.Motion),
                    TLpips = 100 * Math.Abs(measures.Distance(_pictures[now], _pictures[before]) - clean.LpipsStep),
                };
            }
        }

        _frames.Add(figures);
    }

    /// <summary>What was measured.</summary>
    /// <param name="clip">Name of the clip.</param>
    public ClipFigures Figures(string clip) => new(clip, [.. _frames], [.. _jitter.Values], _jitter.Missed);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in _pictures.Concat(_luma))
        {
            mat.Dispose();
        }

        _flow.Dispose();
    }
}
