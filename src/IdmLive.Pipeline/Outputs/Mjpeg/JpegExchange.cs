namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>An encoded frame.</summary>
/// <param name="Number">Number among those that were encoded, from 1.</param>
/// <param name="Bytes">The JPEG file; never changed again.</param>
internal sealed record JpegFrame(long Number, byte[] Bytes);

/// <summary>
/// Where the sink leaves its newest frame for all who watch. Nobody waits for anybody: the sink replaces, and each watcher takes what is newest
/// when it is ready for it. Thread-safe.
/// </summary>
internal sealed class JpegExchange
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<JpegFrame> _next = NewPromise();
    private JpegFrame _newest = new(0, []);
    private int _watchers;

    /// <summary>How many watch; frames need not be encoded for none.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>Frames encoded so far.</summary>
    public long Published
    {
        get
        {
            lock (_lock)
            {
                return _newest.Number;
            }
        }
    }

    /// <summary>Begins to watch.</summary>
    /// <returns>The number of the newest frame. It may be old, as nothing is encoded while nobody watches: wait for one after it.</returns>
    public long Enter()
    {
        // The number first: what comes after the count is not to be missed.
        long newest = Published;
        Interlocked.Increment(ref _watchers);
        return newest;
    }

    /// <summary>Ends watching.</summary>
    public void Leave() => Interlocked.Decrement(ref _watchers);

    /// <summary>Leaves a frame.</summary>
    public void Publish(byte[] jpeg)
    {
        TaskCompletionSource<JpegFrame> waiting;
        JpegFrame frame;
        lock (_lock)
        {
            frame = new(_newest.Number + 1, jpeg);
            _newest = frame;
            waiting = _next;
            _next = NewPromise();
        }

        waiting.SetResult(frame);
    }

    /// <summary>The newest frame, as soon as it is newer than a number.</summary>
    public Task<JpegFrame> NewerThan(long number, CancellationToken stop)
    {
        lock (_lock)
        {
            return _newest.Number > number ? Task.FromResult(_newest) : _next.Task.WaitAsync(stop);
        }
    }

    // Watchers go on elsewhere than on the sink's thread.
    private static TaskCompletionSource<JpegFrame> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
