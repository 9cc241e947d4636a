using System.Diagnostics.CodeAnalysis;

namespace IdmLive.Pipeline.Live;

/// <summary>Room for one item between two threads. Whoever puts one in chooses what a slow taker costs: the older item, or the time to wait.</summary>
/// <typeparam name="T">What is handed over.</typeparam>
internal sealed class Mailbox<T>
    where T : class
{
    private readonly object _lock = new();
    private T? _item;
    private bool _closed;

    /// <summary>Puts an item in, whether or not there is room: newest wins.</summary>
    /// <returns>The item that was not taken, or the new one where the box is closed; null where there was room.</returns>
    public T? Replace(T item)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return item;
            }

            T? old = _item;
            _item = item;
            Monitor.PulseAll(_lock);
            return old;
        }
    }

    /// <summary>Puts an item in when there is room.</summary>
    /// <returns>False where the box was closed; the item stays the caller's then.</returns>
    public bool Put(T item)
    {
        lock (_lock)
        {
            while (_item is not null && !_closed)
            {
                Monitor.Wait(_lock);
            }

            if (_closed)
            {
                return false;
            }

            _item = item;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Takes the item out, or waits for one.</summary>
    /// <param name="patience">How long to wait, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="item">The item.</param>
    /// <returns>False where none came in time, or none will come any more.</returns>
    public bool TryTake(TimeSpan patience, [NotNullWhen(true)] out T? item)
    {
        lock (_lock)
        {
            if (_item is null && !_closed)
            {
                Monitor.Wait(_lock, patience);
            }

            item = _item;
            _item = null;
            Monitor.PulseAll(_lock);
            return item is not null;
        }
    }

    /// <summary>Whether nothing more comes: closed and empty.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _closed && _item is null;
            }
        }
    }

    /// <summary>Lets nothing more in; what is inside can be taken out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }
}
