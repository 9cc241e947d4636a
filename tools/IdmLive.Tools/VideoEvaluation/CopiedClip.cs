using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The rows that restore nothing: what every other row is seen against.</summary>
internal sealed class CopiedClip : IClipRestorer
{
    private readonly Func<ClipFrame, Mat> _picture;

    private CopiedClip(string name, Func<ClipFrame, Mat> picture)
    {
        Name = name;
        _picture = picture;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The row of the degraded clip.</summary>
    public static CopiedClip Input() => new("input", f => f.Degraded);

    /// <summary>The row of the truth.</summary>
    public static CopiedClip Clean() => new("clean", f => f.Clean);

    /// <inheritdoc/>
    public void Begin(long noiseSeed)
    {
    }

    /// <inheritdoc/>
    public void Next(in ClipFrame frame, Mat result) => _picture(frame).CopyTo(result);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
