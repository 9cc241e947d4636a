using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Plays recorded frames as a camera would give them: each when it is due by its time stamp, read ahead on a thread of its own. It keeps to its
/// clock: for a reader that comes late, frames that are over already are left out and counted, and the numbers in the stamps have a gap there.
/// <see cref="FrameStamp.CapturedTicks"/> is when the frame was due, or there, whichever was later. One thread reads.
/// </summary>
public sealed class PacedFrameSource : IFrameSource
{
    private readonly FramePrefetch _frames;
    private readonly PacedFrameOptions _options;
    private readonly TimeProvider _time;
    private readonly DueTime _due;
    private readonly long _frameTicks;
    private PrefetchedFrame? _held;
    private long? _start;

    /// <summary>Makes a player; time starts to run with the first frame that is read.</summary>
    /// <param name="source">Gives the frames; owned from now on.</param>
    /// <param name="options">How they are played.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends waiting: there are no more frames then.</param>
    public PacedFrameSource(IFrameSource source, PacedFrameOptions options, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.FrameTime, TimeSpan.Zero);
        _options = options;
        _time = time;
        _frameTicks = Ticks(options.FrameTime);
        _due = new(time, stop);
        _frames = new(source, new(), time, stop);
    }

    /// <inheritdoc/>
    public Size FrameSize => _frames.FrameSize;

    /// <inheritdoc/>
    public long EndPts => _frames.EndPts;

    /// <summary>Frames that were left out because their time was over.</summary>
    public long Dropped { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        FrameTarget.Check(image, FrameSize);
        stamp = default;
        if (!Next(out PrefetchedFrame frame))
        {
            return false;
        }

        long captured = _time.GetTimestamp();
        if (!_options.Fast)
        {
            if (!Pace(ref frame))
            {
                _frames.Return(frame.Image);
                return false;
            }

            captured = Math.Max(Due(frame), frame.ReadyTicks);
        }

        frame.Image.CopyTo(image);
        stamp = frame.Stamp with { CapturedTicks = captured };
        _frames.Return(frame.Image);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held is { } held)
        {
            _held = null;
            _frames.Return(held.Image);
        }

        _frames.Dispose();
        _due.Dispose();
    }

    private bool Next(out PrefetchedFrame frame)
    {
        if (_held is { } held)
        {
            (frame, _held) = (held, null);
            return true;
        }

        return _frames.Take(Timeout.InfiniteTimeSpan, out frame) == FrameWait.Taken;
    }

    /// <summary>Waits until the frame is due; takes a later one instead where its time is over.</summary>
    private bool Pace(ref PrefetchedFrame frame)
    {
        _start ??= _time.GetTimestamp() - Ticks(frame.Stamp.MediaTime);
        if (!_due.Until(Due(frame)))
        {
            return false;
        }

        long late = _time.GetTimestamp() - Due(frame);
        while (late > _frameTicks && Next(out PrefetchedFrame next))
        {
            long now = _time.GetTimestamp(), left = now - Due(next);
            if (left < 0)
            {
                _held = next;
                break;
            }

            if (late - left <= _frameTicks / 2)
            {
                // The frames themselves come too slowly: leaving some out would never catch up, so that time is lost for good.
                _held = next;
                _start += late;
                break;
            }

            _frames.Return(frame.Image);
            Dropped++;
            frame = next;
            late = left;
        }

        return true;
    }

    private long Due(in PrefetchedFrame frame) => _start!.Value + Ticks(frame.Stamp.MediaTime);

    private long Ticks(TimeSpan span) => (long)((Int128)span.Ticks * _time.TimestampFrequency / TimeSpan.TicksPerSecond);
}
