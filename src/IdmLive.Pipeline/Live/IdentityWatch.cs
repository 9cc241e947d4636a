using System.Collections.Concurrent;
using IdmLive.Pipeline.Startup;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// Compares restored faces with their inputs by an embedder on a thread of its own, a few times a second: the line never waits for it. One thread asks.
/// </summary>
internal sealed class IdentityWatch : IDisposable
{
    private readonly Func<Mat, Mat, double> _compare;
    private readonly Mailbox<Pair> _box = new();
    private readonly Pair _pair = new();
    private readonly ConcurrentDictionary<int, double> _cosines = new();
    private readonly Thread _thread;
    private volatile bool _isBusy;

    /// <summary>Starts to watch.</summary>
    /// <param name="compare">The cosine of two aligned crops; called by the watch's thread alone.</param>
    public IdentityWatch(Func<Mat, Mat, double> compare)
    {
        _compare = compare;
        _thread = new(Work) { IsBackground = true, Name = "identity", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Whether a comparison is under way.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>What the last comparison of a track said, or null.</summary>
    public double? Cosine(int track) => _cosines.TryGetValue(track, out double cosine) ? cosine : null;

    /// <summary>Asks for a comparison, unless one is under way; the pictures are copied.</summary>
    public void Ask(int track, Mat crop, Mat restored)
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        crop.CopyTo(_pair.Crop);
        restored.CopyTo(_pair.Restored);
        _pair.Track = track;
        _box.Put(_pair);
    }

    /// <summary>Forgets a track.</summary>
    public void Forget(int track) => _cosines.TryRemove(track, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        _box.Close();
        _thread.Join();
        _pair.Crop.Dispose();
        _pair.Restored.Dispose();
    }

    private void Work()
    {
        ThreadNiceness.Set(ThreadNiceness.Behind);
        while (!_box.IsOver)
        {
            if (_box.TryTake(Timeout.InfiniteTimeSpan, out Pair? pair))
            {
                _cosines[pair.Track] = _compare(pair.Crop, pair.Restored);
                _isBusy = false;
            }
        }
    }

    private sealed class Pair
    {
        public Mat Crop { get; } = new();

        public Mat Restored { get; } = new();

        public int Track { get; set; }
    }
}
