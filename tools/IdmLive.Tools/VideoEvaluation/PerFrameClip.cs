using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>Each frame restored for itself with the noise of its clip, as a video file is restored.</summary>
/// <param name="name">Name of the row.</param>
/// <param name="restorer">Restores; disposed with this object.</param>
internal sealed class PerFrameClip(string name, IFaceRestorer restorer) : IClipRestorer
{
    private long _noiseSeed;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void Begin(long noiseSeed) => _noiseSeed = noiseSeed;

    /// <inheritdoc/>
    public void Next(in ClipFrame frame, Mat result) => restorer.Restore([new FaceCrop(frame.Degraded, _noiseSeed)], [result]);

    /// <inheritdoc/>
    public void Dispose() => restorer.Dispose();
}
