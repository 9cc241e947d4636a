using IdmLive.Pipeline.Capture;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Session;

/// <summary>Frames of one grey each, its number modulo 200.</summary>
internal sealed class SyntheticSource(int frames, int failAt = -1, long first = 0) : IFrameSource
{
    private long _next = first;

    public Size FrameSize => new(48, 32);

    public long EndPts => _next * 10;

    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        stamp = new(_next, 0, _next * 10, new(1, 250));
        if (_next == failAt)
        {
            throw new InvalidOperationException("source");
        }

        if (_next == frames)
        {
            return false;
        }

        image.SetTo(Scalar.All(_next++ % 200));
        return true;
    }

    public void Dispose()
    {
    }
}
