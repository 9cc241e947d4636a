using System.Diagnostics;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Tests.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class PacedFrameSourceTests : IDisposable
{
    // The synthetic source's frames are shown for 40 ms each.
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(40);

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Mat _image = new(32, 48, MatType.CV_8UC3);

    public void Dispose()
    {
        _stop.Dispose();
        _image.Dispose();
    }

    [Fact]
    public async Task A_frame_comes_when_it_is_due_and_not_before()
    {
        using PacedFrameSource source = Play(frames: 4);
        long start = _time.GetTimestamp();
        Assert.Equal((0, start), Read(source));
        for (int i = 1; i < 4; i++)
        {
            Task<(long Sequence, long Ticks)> next = Task.Run(() => Read(source));
            Assert.Equal(Frame, _time.WaitUntilAwaited());
            _time.Advance(Frame - TimeSpan.FromMilliseconds(1));
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal((i, start + (i * 40_000)), await next);
        }

        Assert.False(source.TryRead(_image, out _));
        Assert.Equal(40, source.EndPts);
        Assert.Equal(0, source.Dropped);
    }

    [Fact]
    public void A_late_reader_gets_the_frame_of_the_moment_and_a_gap_in_the_numbers()
    {
        using PacedFrameSource source = Play(frames: 100);
        long start = _time.GetTimestamp();
        Read(source);
        _time.Advance(10.5 * Frame);
        (long sequence, long ticks) = Read(source);
        Assert.Equal(10, sequence);
        Assert.InRange(ticks, start + 400_000, start + 420_000);
        Assert.Equal(10, _image.At<Vec3b>(3, 3).Item1);
        Assert.Equal(9, source.Dropped);

        // Half a frame late is not over yet: nothing is left out.
        _time.Advance(Frame);
        Assert.Equal(11, Read(source).Sequence);
        Assert.Equal(9, source.Dropped);
    }

    [Fact]
    public async Task A_late_reader_of_the_last_frames_gets_the_last_one_and_then_the_end()
    {
        using PacedFrameSource source = Play(frames: 5);
        Read(source);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(4, Read(source).Sequence);
        Assert.False(await Task.Run(() => source.TryRead(_image, out _)));
        Assert.Equal(3, source.Dropped);
    }

    [Fact]
    public void Frames_that_come_slower_than_they_are_due_are_not_left_out_for_ever()
    {
        // Each frame costs twice the time that it is shown for: leaving frames out never catches up.
        using PacedFrameSource source = new(new SlowSource(_time, 2 * Frame), new() { FrameTime = Frame }, _time, _stop.Token);
        long last = -1;
        for (int i = 0; i < 60; i++)
        {
            long sequence = Read(source).Sequence;
            Assert.InRange(sequence, last + 1, last + 6);
            last = sequence;
        }

        Assert.Equal(last + 1 - 60, source.Dropped);
    }

    [Fact]
    public void Played_fast_every_frame_comes_at_once()
    {
        using PacedFrameSource source = Play(frames: 200, fast: true);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(i, Read(source).Sequence);
            Assert.Equal(i, _image.At<Vec3b>(3, 3).Item1);
            _time.Advance(3 * Frame);
        }

        Assert.False(source.TryRead(_image, out _));
        Assert.Equal(0, source.Dropped);
        Assert.Equal(2000, source.EndPts);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_to_stop()
    {
        using PacedFrameSource source = Play(frames: 10);
        Read(source);
        Task<bool> next = Task.Run(() => source.TryRead(_image, out _));
        _time.WaitUntilAwaited();
        await _stop.CancelAsync();
        Assert.False(await next);
    }

    [Fact]
    public void What_the_source_fails_with_reaches_the_reader_after_the_frames_before_it()
    {
        using PacedFrameSource source = new(new SyntheticSource(10, failAt: 2), new() { FrameTime = Frame, Fast = true }, _time, _stop.Token);
        Assert.Equal(0, Read(source).Sequence);
        Assert.Equal(1, Read(source).Sequence);
        Assert.Equal("source", Assert.Throws<InvalidOperationException>(() => source.TryRead(_image, out _)).Message);
    }

    [Fact]
    public void By_the_systems_clock_frames_come_at_their_rate()
    {
        using PacedFrameSource source = new(new SyntheticSource(100), new() { FrameTime = Frame }, TimeProvider.System, _stop.Token);
        Assert.True(source.TryRead(_image, out FrameStamp first));
        FrameStamp last = first;
        while (last.Sequence < 10)
        {
            Assert.True(source.TryRead(_image, out last));
            Assert.True(Stopwatch.GetTimestamp() >= last.CapturedTicks, "a frame came before it was due");
        }

        // A machine that stalls drops frames and keeps the rate.
        double due = (last.Sequence - first.Sequence) * Frame.TotalMilliseconds;
        Assert.Equal(due, Stopwatch.GetElapsedTime(first.CapturedTicks, last.CapturedTicks).TotalMilliseconds, 45.0);
    }

    private PacedFrameSource Play(int frames, bool fast = false) => new(new SyntheticSource(frames), new() { FrameTime = Frame, Fast = fast }, _time, _stop.Token);

    private (long Sequence, long Ticks) Read(PacedFrameSource source)
    {
        Assert.True(source.TryRead(_image, out FrameStamp stamp));
        return (stamp.Sequence, stamp.CapturedTicks);
    }

    /// <summary>Frames that each take some of the clock's time.</summary>
    private sealed class SlowSource(ManualTime time, TimeSpan cost) : IFrameSource
    {
        private readonly SyntheticSource _frames = new(1000);

        public Size FrameSize => _frames.FrameSize;

        public long EndPts => _frames.EndPts;

        public bool TryRead(Mat image, out FrameStamp stamp)
        {
            time.Advance(cost);
            return _frames.TryRead(image, out stamp);
        }

        public void Dispose() => _frames.Dispose();
    }
}
