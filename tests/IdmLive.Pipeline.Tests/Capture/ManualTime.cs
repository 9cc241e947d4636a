namespace IdmLive.Pipeline.Tests.Capture;

/// <summary>A clock that stands still until a test moves it; a thousand ticks a millisecond.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly List<Alarm> _alarms = [];
    private long _now = 5_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves the clock on and rings what is due.</summary>
    public void Advance(TimeSpan span)
    {
        Alarm[] due;
        lock (_gate)
        {
            _now += (long)span.TotalMicroseconds;
            due = [.. _alarms.Where(a => a.At <= _now)];
            Array.ForEach(due, a => a.At = null);
        }

        Array.ForEach(due, a => a.Ring());
    }

    /// <summary>Waits until somebody waits for the clock.</summary>
    /// <returns>How long it has to be moved on for that.</returns>
    public TimeSpan WaitUntilAwaited()
    {
        lock (_gate)
        {
            while (_alarms.All(a => a.At is null))
            {
                Assert.True(Monitor.Wait(_gate, Patience), "nobody waits for the clock");
            }

            return TimeSpan.FromMicroseconds(_alarms.Min(a => a.At)!.Value - _now);
        }
    }

    private sealed class Alarm(ManualTime time, Action ring) : ITimer
    {
        public long? At { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                At = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + (long)dueTime.TotalMicroseconds;
                if (!time._alarms.Contains(this))
                {
                    time._alarms.Add(this);
                }

                Monitor.PulseAll(time._gate);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
