using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.Live;

/// <summary>Counts what happens in a live line and chooses the next frame's rung by it. Thread-safe.</summary>
internal sealed class LiveRecord
{
    private const double FirstSecond = 1;
    private const int MostChanges = 200;

    private readonly Lock _lock = new();
    private readonly DeadlineLadder _ladder;
    private readonly bool _hasDeadline;
    private readonly double _budget;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly LatencyHistogram _total = new();
    private readonly Dictionary<string, LatencyHistogram> _stages = new() { ["wait"] = new(), ["find"] = new(), ["restore"] = new(), ["network"] = new(), ["output"] = new() };
    private readonly Dictionary<string, long> _rungs = [];
    private readonly Queue<long> _recent = new();
    private readonly PeopleRecord _people = new();
    private readonly Queue<RungChange> _changes = new();
    private LiveSnapshot _last = new();
    private long _lastCaptured;
    private double _max;

    public LiveRecord(LiveSessionOptions options, TimeProvider time)
    {
        _ladder = new(options.Ladder);
        _hasDeadline = options.Delivery == DeliveryPolicy.LatestFrame;
        _budget = options.Ladder.Budget.TotalMilliseconds;
        _time = time;
        _start = time.GetTimestamp();
        foreach (LadderRung rung in _ladder.Rungs)
        {
            _rungs[rung.Name] = 0;
        }
    }

    /// <summary>The state now, without the sinks.</summary>
    public LiveSnapshot Now
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>The rung for the next frame.</summary>
    public LadderRung Rung
    {
        get
        {
            lock (_lock)
            {
                return _hasDeadline ? _ladder.Current : _ladder.Rungs[0];
            }
        }
    }

    public void Drop() => Change(s => s with { Dropped = s.Dropped + 1 });

    public void Say(string message) => Change(s => s with { SourceMessage = message });

    public void Lose(string message) => Change(s => s with { SourceLosses = s.SourceLosses + 1, SourceMessage = message });

    /// <summary>A stage failed in such a way that the network is better left alone for a while.</summary>
    public void Fail(string reason)
    {
        lock (_lock)
        {
            LadderRung before = _ladder.Current;
            _ladder.Fail(reason);
            Note(before);
        }
    }

    /// <summary>A frame has left.</summary>
    public void Add(LiveFrame frame, LiveStages stages)
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            if (frame.IsPlaceholder)
            {
                _last = _last with { Placeholders = _last.Placeholders + 1 };
                return;
            }

            double interval = _lastCaptured == 0 ? 0 : _time.GetElapsedTime(_lastCaptured, frame.Captured).TotalMilliseconds;
            _lastCaptured = frame.Captured;
            int faces = frame.IsPassed && frame.Rung.Size >= 0 ? 0 : frame.Faces.Tracked.Count;
            FrameTimes times = frame.Times;
            if (_hasDeadline)
            {
                LadderRung before = _ladder.Current;
                _ladder.Add(frame.Rung, faces, times, interval, _time.GetElapsedTime(_start), frame.Called);
                Note(before);
            }

            Count(frame, times, now);
            _people.Add(frame.People);
            _last = _last with
            {
                Frames = _last.Frames + 1,
                Late = _last.Late + (times.Total > _budget ? 1 : 0),
                Failures = stages.Failures,
                LastFailure = stages.LastFailure,
                Faces = frame.Faces.Tracked.Count,
                Strength = frame.Faces.Tracked.Count > 0 && !frame.IsPassed ? frame.Faces.Strength(0) : 0,
                People = frame.People,
                FramesKept = stages.Keeper?.Kept,
                Rung = frame.Rung,
                RungReason = _ladder.Reason,
                StepsDown = _ladder.StepsDown,
                Times = times,
                Rate = _recent.Count > 1 ? (_recent.Count - 1) / Math.Max(1e-9, _time.GetElapsedTime(_recent.Peek(), now).TotalSeconds) : 0,
            };
        }
    }

    /// <summary>The whole run.</summary>
    public LiveReport Report(IReadOnlyList<SinkState> sinks, bool interrupted)
    {
        lock (_lock)
        {
            return new()
            {
                Last = _last with { Sinks = sinks },
                Elapsed = _time.GetElapsedTime(_start),
                Rungs = new Dictionary<string, long>(_rungs),
                Latency = new(_total.Quantile(.5), _total.Quantile(.95), _total.Quantile(.99), _max),
                Stages = _stages.ToDictionary(s => s.Key, s => new StageFigures(s.Value.Quantile(.5), s.Value.Quantile(.95))),
                People = _people.Tracks,
                RungChanges = [.. _changes],
                Interrupted = interrupted,
            };
        }
    }

    private void Note(LadderRung before)
    {
        if (_ladder.Current == before)
        {
            return;
        }

        _changes.Enqueue(new(Math.Round(_time.GetElapsedTime(_start).TotalSeconds, 2), _ladder.Current.Name, _ladder.Reason));
        if (_changes.Count > MostChanges)
        {
            _changes.Dequeue();
        }
    }

    private void Count(LiveFrame frame, in FrameTimes times, long now)
    {
        _recent.Enqueue(now);
        while (_recent.Count > 2 && _time.GetElapsedTime(_recent.Peek(), now).TotalSeconds > 1.5)
        {
            _recent.Dequeue();
        }

        _rungs[frame.Rung.Name]++;
        _total.Add(TimeSpan.FromMilliseconds(times.Total));
        if (_time.GetElapsedTime(_start, now).TotalSeconds > FirstSecond)
        {
            _max = Math.Max(_max, times.Total);
        }

        foreach ((string name, double value) in (ReadOnlySpan<(string, double)>)[("wait", times.Wait), ("find", times.Find), ("restore", times.Restore), ("network", times.Network), ("output", times.Output)])
        {
            _stages[name].Add(TimeSpan.FromMilliseconds(value));
        }
    }

    private void Change(Func<LiveSnapshot, LiveSnapshot> change)
    {
        lock (_lock)
        {
            _last = change(_last);
        }
    }
}
