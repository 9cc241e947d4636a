using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// One sink with a thread of its own: a sink that blocks loses its own frames and slows nothing else. <see cref="Offer"/> belongs to the output's thread.
/// </summary>
internal sealed class SinkLane : IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly IFrameSink _sink;
    private readonly Mailbox<Item> _box = new();
    private readonly List<Item> _items = [];
    private readonly TimeProvider _time;
    private readonly LatencyHistogram _latency = new();
    private readonly Lock _latencyLock = new();
    private readonly Thread _thread;
    private readonly Action _onFailure;
    private Item? _spare;
    private long _written, _dropped, _lastPts = long.MinValue;
    private volatile string? _failure;

    public SinkLane(string name, IFrameSink sink, in LiveFormat format, TimeProvider time, Action onFailure)
    {
        Name = name;
        _sink = sink;
        _time = time;
        _onFailure = onFailure;

        // One is written, one waits, one is filled.
        for (int i = 0; i < 3; i++)
        {
            _items.Add(new(format.Size));
        }

        _thread = new(Work) { IsBackground = true, Name = $"sink {name}" };
        _thread.Start();
    }

    public string Name { get; }

    /// <summary>Frames the sink took.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Frames that were newer than the sink was ready for.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the sink gets nothing more; null while it does.</summary>
    public string? Failure => _failure;

    /// <summary>From capture to the sink, in milliseconds, at parts of all frames.</summary>
    public double[] Latencies(params double[] parts)
    {
        lock (_latencyLock)
        {
            return [.. parts.Select(_latency.Quantile)];
        }
    }

    /// <summary>Gives the sink a frame; the picture is free again when this returns.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="waits">Whether to wait for the sink where it is not ready.</param>
    public void Offer(LiveFrame frame, bool waits)
    {
        if (_failure is not null)
        {
            return;
        }

        Item item = _spare ?? NextFree();
        _spare = null;
        frame.Image.CopyTo(item.Image);
        (item.Stamp, item.Captured, item.Counts) = (frame.Stamp, frame.Captured, !frame.IsPlaceholder);
        item.Faces = frame.Faces.Detected;
        if (waits)
        {
            _box.Put(item);
        }
        else if (_box.Replace(item) is { } older)
        {
            Interlocked.Increment(ref _dropped);
            _spare = older;
        }
    }

    /// <summary>Lets the sink finish what it has, then completes it.</summary>
    /// <param name="interrupted">Whether there would have been more frames.</param>
    /// <param name="framePts">Duration of the last frame in the unit of its stamp.</param>
    public void End(bool interrupted, long framePts)
    {
        _box.Close();

        // A sink that hangs in its write is left behind: the program ends all the same.
        if (!_thread.Join(LongestEnd))
        {
            _failure ??= $"{Name} did not take its last frame within {LongestEnd.TotalSeconds:0} seconds.";
            return;
        }

        if (_failure is not null)
        {
            return;
        }

        try
        {
            if (interrupted)
            {
                _sink.Interrupt();
            }
            else
            {
                _sink.Complete(_lastPts == long.MinValue ? 0 : _lastPts + framePts);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _failure = e.Message;
        }
    }

    public void Dispose()
    {
        if (!_thread.IsAlive)
        {
            _sink.Dispose();
            _items.ForEach(i => i.Image.Dispose());
        }
    }

    private Item NextFree()
    {
        foreach (Item item in _items)
        {
            if (Interlocked.Exchange(ref item.Taken, 1) == 0)
            {
                return item;
            }
        }

        // Cannot be: one is written, one waits, and this is the third. A wait would hide a fault.
        throw new InvalidOperationException($"All pictures of sink {Name} are in use.");
    }

    private void Work()
    {
        while (!_box.IsOver)
        {
            if (!_box.TryTake(Timeout.InfiniteTimeSpan, out Item? item))
            {
                continue;
            }

            try
            {
                if (item.Counts)
                {
                    lock (_latencyLock)
                    {
                        _latency.Add(_time.GetElapsedTime(item.Captured));
                    }
                }

                _sink.Write(item.Image, item.Stamp, item.Faces);
                _lastPts = item.Stamp.Pts;
                Interlocked.Increment(ref _written);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _failure = e.Message.Split('\n')[0];
                _box.Close();
                _onFailure();
            }
            finally
            {
                Interlocked.Exchange(ref item.Taken, 0);
            }
        }
    }

    private sealed class Item(Size size)
    {
        public int Taken;

        public Mat Image { get; } = new(size.Height, size.Width, MatType.CV_8UC3);

        public FrameStamp Stamp { get; set; }

        public long Captured { get; set; }

        public bool Counts { get; set; }

        public IReadOnlyList<DetectedFace> Faces { get; set; } = [];
    }
}
