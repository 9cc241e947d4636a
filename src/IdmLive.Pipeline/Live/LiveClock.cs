using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Live;

/// <summary>Numbers the frames of a session and gives them times that grow, whatever the source does. Thread-safe.</summary>
internal sealed class LiveClock(TimeProvider time)
{
    /// <summary>The unit of stamps of a live line.</summary>
    public static readonly Rational TimeBase = new(1, 90000);

    private readonly Lock _lock = new();
    private long _sequence, _first, _lastPts = -1;

    /// <summary>Stamps a frame that was just captured.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="stamp">As the source gave it.</param>
    /// <param name="keepsPts">Whether the source's presentation times are kept: all frames of one file.</param>
    public void Stamp(LiveFrame frame, in FrameStamp stamp, bool keepsPts)
    {
        lock (_lock)
        {
            long captured = stamp.CapturedTicks == 0 ? time.GetTimestamp() : stamp.CapturedTicks;
            _first = _sequence == 0 ? captured : _first;
            frame.Captured = captured;
            frame.Stamp = keepsPts ? stamp with { Sequence = _sequence } : new(_sequence, captured, Next(captured), TimeBase);
            _sequence++;
        }
    }

    /// <summary>Stamps a frame that stands in for one.</summary>
    public void Stamp(LiveFrame frame) => Stamp(frame, default, keepsPts: false);

    private long Next(long captured)
    {
        double seconds = time.GetElapsedTime(_first, captured).TotalSeconds;
        return _lastPts = Math.Max(_lastPts + 1, (long)Math.Round(seconds * TimeBase.Denominator));
    }
}
