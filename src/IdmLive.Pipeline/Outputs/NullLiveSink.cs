using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary><c>null</c>: counts frames and does nothing with them.</summary>
public sealed class NullLiveSink : ILiveSink
{
    private long _frames;

    /// <inheritdoc/>
    public string Name => "null";

    /// <summary>Frames taken so far. Any thread may ask.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <inheritdoc/>
    public IFrameSink Open(in LiveFormat format) => new Counter(this);

    private sealed class Counter(NullLiveSink owner) : IFrameSink
    {
        public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces) => Interlocked.Increment(ref owner._frames);

        public void Complete(long endPts)
        {
        }

        public void Interrupt()
        {
        }

        public void Dispose()
        {
        }
    }
}
