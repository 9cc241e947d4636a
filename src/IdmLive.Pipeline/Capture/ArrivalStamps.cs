using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Capture;

/// <summary>Stamps of frames that have no time of their own: microseconds of the clock since the first one arrived, growing from frame to frame. One thread.</summary>
internal sealed class ArrivalStamps(TimeProvider time)
{
    private static readonly Rational Microsecond = new(1, 1_000_000);

    private long? _start;
    private long _sequence, _lastPts = -1, _frameTime;

    /// <summary>When the last frame ends, if it takes as long as the one before.</summary>
    public long EndPts => _lastPts + _frameTime;

    /// <summary>The stamp of the next frame.</summary>
    /// <param name="ticks">The clock when it was there.</param>
    public FrameStamp Next(long ticks)
    {
        _start ??= ticks;
        long pts = Math.Max((long)time.GetElapsedTime(_start.Value, ticks).TotalMicroseconds, _lastPts + 1);
        _frameTime = _lastPts < 0 ? 0 : pts - _lastPts;
        _lastPts = pts;
        return new(_sequence++, ticks, pts, Microsecond);
    }
}
