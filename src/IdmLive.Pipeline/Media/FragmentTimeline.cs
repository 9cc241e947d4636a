namespace IdmLive.Pipeline.Media;

/// <summary>
/// Time stamps of the frames of one segment, in units of the track. One thread adds them as it feeds the encoder, another takes
/// them as encoded frames come back.
/// </summary>
internal sealed class FragmentTimeline
{
    private readonly Lock _lock = new();
    private readonly List<long> _times = [];

    /// <summary>Frames added, the end not counted.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the time of the next frame.</summary>
    /// <exception cref="ArgumentException">It is not above 0 and after the frame before, or more than 2^32 units after it.</exception>
    public void Add(long time)
    {
        lock (_lock)
        {
            Append(time);
            Count++;
        }
    }

    /// <summary>Says when the last frame ends; no frame is added after that.</summary>
    public void End(long time)
    {
        lock (_lock)
        {
            Append(time);
        }
    }

    /// <summary>Gives how long frames are shown.</summary>
    /// <param name="first">Number of the first of them.</param>
    /// <param name="durations">Filled for as many frames as it is long.</param>
    /// <returns>The time of the first.</returns>
    /// <exception cref="InvalidDataException">So many frames were never added.</exception>
    public long Durations(int first, Span<uint> durations)
    {
        lock (_lock)
        {
            if (first + durations.Length >= _times.Count)
            {
                throw new InvalidDataException($"The encoder gave {first + durations.Length} frames back, but was given {Count}.");
            }

            for (int i = 0; i < durations.Length; i++)
            {
                durations[i] = (uint)(_times[first + i + 1] - _times[first + i]);
            }

            return _times[first];
        }
    }

    private void Append(long time)
    {
        if (_times.Count > 0 ? time <= _times[^1] || time - _times[^1] > uint.MaxValue : time < 0)
        {
            throw new ArgumentException($"A frame at {time} cannot follow {(_times.Count > 0 ? _times[^1] : "the start")}; time stamps have to grow.");
        }

        _times.Add(time);
    }
}
