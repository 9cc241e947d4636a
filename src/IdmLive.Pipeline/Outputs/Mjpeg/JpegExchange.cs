namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>
/// Where the sink leaves its newest frame for all who watch. Nobody waits for anybody: the sink replaces, and each watcher takes what is newest
/// when it is ready for it. The memory of frames goes round: there is as much as there are watchers who send at the same time, and two more. Thread-safe.
/// </summary>
internal sealed class JpegExchange
{
    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new();
    private TaskCompletionSource<JpegFrame> _next = NewPromise();
    private JpegFrame? _newest;
    private int _watchers;

    /// <summary>How many watch; frames need not be encoded for none.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>Pieces of memory that were made for frames so far.</summary>
    public int Buffers { get; private set; }

    /// <summary>Frames encoded so far.</summary>
    public long Published
    {
        get
        {
            lock (_lock)
            {
                return _newest?.Number ?? 0;
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
    /// <param name="jpeg">The file; copied.</param>
    public void Publish(ReadOnlySpan<byte> jpeg)
    {
        TaskCompletionSource<JpegFrame> waiting;
        JpegFrame frame;
        lock (_lock)
        {
            byte[] memory = Memory(jpeg.Length);
            jpeg.CopyTo(memory);
            frame = new(this, (_newest?.Number ?? 0) + 1, memory, jpeg.Length);
            if (_newest is { } older)
            {
                Drop(older);
            }

            _newest = frame;
            waiting = _next;
            _next = NewPromise();
        }

        waiting.SetResult(frame);
    }

    /// <summary>The newest frame, as soon as it is newer than a number; the caller disposes of it.</summary>
    public async Task<JpegFrame> NewerThan(long number, CancellationToken stop)
    {
        while (true)
        {
            Task<JpegFrame> next;
            lock (_lock)
            {
                if (_newest is { } newest && newest.Number > number)
                {
                    newest.Holders++;
                    return newest;
                }

                next = _next.Task;
            }

            // What comes may be replaced again before this goes on, so the newest one is taken then.
            await next.WaitAsync(stop);
        }
    }

    /// <summary>Takes a frame back from one who held it.</summary>
    internal void Release(JpegFrame frame)
    {
        lock (_lock)
        {
            Drop(frame);
        }
    }

    private void Drop(JpegFrame frame)
    {
        if (--frame.Holders == 0)
        {
            _free.Push(frame.Memory);
        }
    }

    private byte[] Memory(int length)
    {
        if (_free.TryPop(out byte[]? memory) && memory.Length >= length)
        {
            return memory;
        }

        // Half more than is needed, so that a richer picture does not ask for memory again. What was too small is let go.
        Buffers += memory is null ? 1 : 0;
        return new byte[length + (length / 2)];
    }

    // Watchers go on elsewhere than on the sink's thread.
    private static TaskCompletionSource<JpegFrame> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
