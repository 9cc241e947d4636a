using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Reads a source that may hang (a camera, a network) on a thread of its own and gives its newest frame; when nothing comes for a while the
/// source is lost. One thread reads.
/// </summary>
internal sealed class WatchedFrameSource : IFrameSource
{
    private readonly FramePrefetch _frames;
    private bool _lost;

    /// <summary>Starts to read.</summary>
    /// <param name="source">What is read; owned from now on.</param>
    /// <param name="time">Says when a frame was there.</param>
    /// <param name="abort">Makes a hanging read return; null where that cannot be done.</param>
    /// <param name="stop">Ends waiting: the source is lost then.</param>
    public WatchedFrameSource(IFrameSource source, TimeProvider time, Action? abort, CancellationToken stop) =>
        _frames = new(source, new() { Depth = 3, NewestWins = true, Abort = abort }, time, stop);

    /// <summary>How long to wait for a frame before the source counts as lost.</summary>
    public required TimeSpan SilenceLimit { get; set; }

    /// <inheritdoc/>
    public Size FrameSize => _frames.FrameSize;

    /// <inheritdoc/>
    public long EndPts => _frames.EndPts;

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        FrameTarget.Check(image, FrameSize);
        stamp = default;
        if (_lost || _frames.Take(SilenceLimit, out PrefetchedFrame frame) != FrameWait.Taken)
        {
            _lost = true;
            _frames.Abort();
            return false;
        }

        frame.Image.CopyTo(image);
        stamp = frame.Stamp;
        _frames.Return(frame.Image);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();
}
