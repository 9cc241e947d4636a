using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>A clip restored as a live stream is, each frame with the help of those before, all at the crop's own size.</summary>
internal sealed class StreamedClip : IClipRestorer
{
    private const int Track = 1;
    private readonly IStreamRestorer _restorer;
    private readonly int _size;
    private readonly StreamResult[] _told = new StreamResult[1];

    /// <summary>Takes a stream restorer; it is disposed with this object.</summary>
    public StreamedClip(IStreamRestorer restorer)
    {
        _restorer = restorer;
        _size = restorer.Sizes.Contains(restorer.CropSize) ? restorer.CropSize : restorer.Sizes[0];
    }

    /// <inheritdoc/>
    public string Name => "stream";

    /// <inheritdoc/>
    public void Begin(long noiseSeed) => _restorer.Reset();

    /// <inheritdoc/>
    public void Next(in ClipFrame frame, Mat result) => _restorer.Restore([new StreamFace(Track, frame.Degraded, result)], _size, _told);

    /// <inheritdoc/>
    public void Dispose() => _restorer.Dispose();
}
