namespace IdmLive.Pipeline.Capture;

/// <summary>Waits for moments of a clock that may be a test's. One thread waits.</summary>
internal sealed class DueTime : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _rung = new();
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;

    /// <summary>Makes a waiter.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends waiting.</param>
    public DueTime(TimeProvider time, CancellationToken stop)
    {
        _time = time;
        _stop = stop;
        _timer = time.CreateTimer(_ => _rung.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = stop.Register(_rung.Set);
    }

    /// <summary>Waits until the clock shows so many ticks.</summary>
    /// <returns>False where waiting was to stop.</returns>
    public bool Until(long ticks)
    {
        while (!_stop.IsCancellationRequested)
        {
            long left = ticks - _time.GetTimestamp();
            if (left <= 0)
            {
                return true;
            }

            // Timers count whole milliseconds and leave the rest out: rounded up, one wait is enough.
            _rung.Reset();
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(1000.0 * left / _time.TimestampFrequency)), Timeout.InfiniteTimeSpan);
            if (!_stop.IsCancellationRequested)
            {
                _rung.Wait(CancellationToken.None);
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        _rung.Dispose();
    }
}
