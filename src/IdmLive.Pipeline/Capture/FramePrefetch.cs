using System.Diagnostics;
using System.Runtime.ExceptionServices;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>A frame that was read ahead.</summary>
/// <param name="Image">8-bit BGR; the taker's until it is given back.</param>
/// <param name="Stamp">Its stamp.</param>
/// <param name="EndPts">The source's end after it.</param>
/// <param name="ReadyTicks">The clock's ticks at which it was there.</param>
internal readonly record struct PrefetchedFrame(Mat Image, FrameStamp Stamp, long EndPts, long ReadyTicks);

/// <summary>What came of waiting for a frame.</summary>
internal enum FrameWait
{
    /// <summary>A frame.</summary>
    Taken,

    /// <summary>The source has no more.</summary>
    Ended,

    /// <summary>None came in time.</summary>
    TimedOut,

    /// <summary>Waiting was to stop.</summary>
    Stopped,
}

/// <summary>
/// Reads a source on a thread of its own, a few frames ahead, so that neither decoding nor a hanging device holds up the one who wants frames.
/// Owns the source. One thread takes; disposing of it waits a moment for the reading thread, and leaves a hanging one to clean up after itself.
/// </summary>
internal sealed class FramePrefetch : IDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    // A plain object: waiting for a pulse needs a monitor.
    private readonly object _gate = new();
    private readonly Queue<PrefetchedFrame> _ready = new();
    private readonly Stack<Mat> _free = new();
    private readonly IFrameSource _source;
    private readonly FramePrefetchOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _wake;
    private readonly Thread _reader;
    private ExceptionDispatchInfo? _failure;
    private bool _closing, _finished, _orphaned;

    /// <summary>Starts to read.</summary>
    /// <param name="source">What is read; owned from now on.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Says when a frame was there.</param>
    /// <param name="stop">Ends waiting.</param>
    public FramePrefetch(IFrameSource source, FramePrefetchOptions options, TimeProvider time, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Depth, 2);
        (_source, _options, _time, _stop) = (source, options, time, stop);
        FrameSize = source.FrameSize;
        for (int i = 0; i < options.Depth; i++)
        {
            _free.Push(new(FrameSize.Height, FrameSize.Width, MatType.CV_8UC3));
        }

        _reader = new Thread(Read) { IsBackground = true, Name = "frames ahead" };
        _reader.Start();
        _wake = stop.Register(Wake);
    }

    /// <summary>Size of every frame in pixels.</summary>
    public Size FrameSize { get; }

    /// <summary>The source's end; final once it has ended and all frames are taken.</summary>
    public long EndPts { get; private set; }

    /// <summary>Frames that gave way to newer ones.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes the next frame, or the newest where the newest wins.</summary>
    /// <param name="limit">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="frame">The frame; to be given back by <see cref="Return"/>.</param>
    /// <exception cref="Media.MediaException">The source failed; what it had given before was taken.</exception>
    public FrameWait Take(TimeSpan limit, out PrefetchedFrame frame)
    {
        frame = default;
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_ready.Count == 0 && !_finished && !_stop.IsCancellationRequested)
            {
                TimeSpan left = limit == Timeout.InfiniteTimeSpan ? limit : limit - Stopwatch.GetElapsedTime(start);
                if (left < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
                {
                    return FrameWait.TimedOut;
                }

                Monitor.Wait(_gate, left);
            }

            if (_stop.IsCancellationRequested)
            {
                return FrameWait.Stopped;
            }

            if (_ready.Count == 0)
            {
                _failure?.Throw();
                EndPts = _source.EndPts;
                return FrameWait.Ended;
            }

            while (_options.NewestWins && _ready.Count > 1)
            {
                DropOldest();
            }

            frame = _ready.Dequeue();
            EndPts = frame.EndPts;
            return FrameWait.Taken;
        }
    }

    /// <summary>Gives an image back.</summary>
    public void Return(Mat image)
    {
        lock (_gate)
        {
            _free.Push(image);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Makes a hanging read return, where that can be done.</summary>
    public void Abort() => _options.Abort?.Invoke();

    /// <inheritdoc/>
    public void Dispose()
    {
        _wake.Dispose();
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            Monitor.PulseAll(_gate);
        }

        Abort();
        _reader.Join(CloseLimit);
        lock (_gate)
        {
            _orphaned = !_finished;
        }

        if (!_orphaned)
        {
            Release();
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Read()
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            while (Rent() is { } image)
            {
                bool there = _source.TryRead(image, out FrameStamp stamp);
                long now = _time.GetTimestamp();
                lock (_gate)
                {
                    if (!there)
                    {
                        _free.Push(image);
                        break;
                    }

                    _ready.Enqueue(new(image, stamp, _source.EndPts, now));
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e)
        {
            // Handed to the one who takes.
            failure = ExceptionDispatchInfo.Capture(e);
        }

        bool orphaned;
        lock (_gate)
        {
            _failure = failure;
            _finished = true;
            orphaned = _orphaned;
            Monitor.PulseAll(_gate);
        }

        if (orphaned)
        {
            Release();
        }
    }

    /// <summary>An image to fill; null where reading is to end.</summary>
    private Mat? Rent()
    {
        lock (_gate)
        {
            while (_free.Count == 0 && !_closing)
            {
                if (_options.NewestWins && _ready.Count > 0)
                {
                    DropOldest();
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }

            return _closing ? null : _free.Pop();
        }
    }

    private void DropOldest()
    {
        _free.Push(_ready.Dequeue().Image);
        Dropped++;
    }

    private void Release()
    {
        _source.Dispose();
        lock (_gate)
        {
            while (_ready.TryDequeue(out PrefetchedFrame frame))
            {
                frame.Image.Dispose();
            }

            while (_free.TryPop(out Mat? image))
            {
                image.Dispose();
            }
        }
    }
}
