using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The clean clip as far as it was read, with what all rows are compared with, computed once a frame. One thread.</summary>
/// <param name="measures">The networks; stay their owner's.</param>
/// <param name="every">The costly figures are measured on every so many frames.</param>
internal sealed class CleanReference(VideoMeasures measures, int every) : IDisposable
{
    private readonly Mat[] _pictures = [new(), new()], _luma = [new(), new()];
    private readonly WarpingError _warping = new();
    private int _frames;

    /// <summary>The frame and its embeddings.</summary>
    public EmbeddedFace Face { get; private set; } = null!;

    /// <summary>Key points of its face; null where none was found.</summary>
    public FaceKeyPoints? KeyPoints { get; private set; }

    /// <summary>Gradient energy of its luma.</summary>
    public double GradientEnergy { get; private set; }

    /// <summary>LPIPS from the frame before; NaN where not measured.</summary>
    public double LpipsStep { get; private set; }

    /// <summary>Whether the costly figures are measured on this frame.</summary>
    public bool IsMeasured => (_frames - 1) % every == 0;

    /// <summary>Whether there was a frame before.</summary>
    public bool HasEarlier => _frames > 1;

    /// <summary>Motion since the frame before; meaningless where there was none.</summary>
    public MotionField Motion { get; } = MotionSettings.NewField();

    /// <summary>The warping error along <see cref="Motion"/>.</summary>
    public WarpingError Warping => _warping;

    /// <summary>Says that the next frame is the first of a clip.</summary>
    public void Begin() => _frames = 0;

    /// <summary>Takes the next frame.</summary>
    /// <param name="clean">8-bit BGR; copied.</param>
    public void Take(Mat clean)
    {
        int now = _frames % 2, before = 1 - now;
        _frames++;
        clean.CopyTo(_pictures[now]);
        Luma.Of(clean, _luma[now]);
        Face = measures.Embed(_pictures[now]);
        KeyPoints = measures.KeyPoints(_pictures[now]);
        GradientEnergy = Luma.GradientEnergy(_luma[now]);
        LpipsStep = HasEarlier && IsMeasured ? measures.Distance(_pictures[now], _pictures[before]) : double.NaN;
        if (HasEarlier)
        {
            Motion.Estimate(_luma[before], _luma[now]);
            _warping.Follow(Motion);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in _pictures.Concat(_luma))
        {
            mat.Dispose();
        }

        _warping.Dispose();
        Motion.Dispose();
    }
}
