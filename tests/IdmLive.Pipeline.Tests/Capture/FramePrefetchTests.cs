using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Tests.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class FramePrefetchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Where_the_newest_wins_a_slow_taker_gets_the_last_frame_and_all_are_accounted_for()
    {
        using FramePrefetch frames = new(new SyntheticSource(50), new() { Depth = 3, NewestWins = true }, TimeProvider.System, CancellationToken.None);
        long taken = 0;
        FrameStamp last = default;
        while (frames.Take(Patience, out PrefetchedFrame frame) == FrameWait.Taken)
        {
            Assert.True(taken == 0 || frame.Stamp.Sequence > last.Sequence);
            last = frame.Stamp;
            taken++;
            frames.Return(frame.Image);
        }

        Assert.Equal(49, last.Sequence);
        Assert.Equal(50, taken + frames.Dropped);
        Assert.Equal(500, frames.EndPts);
    }

    [Fact]
    public void A_read_that_hangs_times_out_and_is_ended()
    {
        HangingSource source = new();
        using FramePrefetch frames = new(source, new() { Abort = source.LetGo }, TimeProvider.System, CancellationToken.None);
        Assert.Equal(FrameWait.TimedOut, frames.Take(TimeSpan.FromMilliseconds(30), out _));
        frames.Dispose();
        Assert.True(source.Disposed.Wait(Patience), "the source was not closed");
    }

    [Fact]
    public void A_read_that_hangs_for_good_is_left_behind_and_closes_the_source_when_it_returns()
    {
        HangingSource source = new();
        FramePrefetch frames = new(source, new(), TimeProvider.System, CancellationToken.None);
        Assert.Equal(FrameWait.TimedOut, frames.Take(TimeSpan.FromMilliseconds(30), out _));
        frames.Dispose();
        Assert.False(source.Disposed.IsSet);
        source.LetGo();
        Assert.True(source.Disposed.Wait(Patience), "the source was not closed");
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_to_stop()
    {
        using CancellationTokenSource stop = new();
        HangingSource source = new();
        using FramePrefetch frames = new(source, new() { Abort = source.LetGo }, TimeProvider.System, stop.Token);
        Task<FrameWait> waiting = Task.Run(() => frames.Take(Timeout.InfiniteTimeSpan, out _));
        await stop.CancelAsync();
        Assert.Equal(FrameWait.Stopped, await waiting);
    }

    [Fact]
    public void A_watched_source_that_falls_silent_is_lost_for_good()
    {
        HangingSource source = new(framesBefore: 2);
        using WatchedFrameSource watched = new(source, TimeProvider.System, source.LetGo, CancellationToken.None) { SilenceLimit = Patience };
        using Mat image = new(32, 48, MatType.CV_8UC3);
        long last = -1;
        while (last < 1)
        {
            Assert.True(watched.TryRead(image, out FrameStamp stamp));
            last = stamp.Sequence;
        }

        watched.SilenceLimit = TimeSpan.FromMilliseconds(30);
        Assert.False(watched.TryRead(image, out _));
        Assert.False(watched.TryRead(image, out _));
        Assert.True(source.Released.IsSet);
    }

    /// <summary>Gives a few frames, then hangs as a device does whose cable was pulled.</summary>
    private sealed class HangingSource(int framesBefore = 0) : IFrameSource
    {
        private readonly SyntheticSource _frames = new(framesBefore);

        public ManualResetEventSlim Released { get; } = new();

        public ManualResetEventSlim Disposed { get; } = new();

        public Size FrameSize => _frames.FrameSize;

        public long EndPts => _frames.EndPts;

        public void LetGo() => Released.Set();

        public bool TryRead(Mat image, out FrameStamp stamp)
        {
            if (_frames.TryRead(image, out stamp))
            {
                return true;
            }

            Released.Wait();
            return false;
        }

        public void Dispose() => Disposed.Set();
    }
}
