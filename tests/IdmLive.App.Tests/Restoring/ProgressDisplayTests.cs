using IdmLive.App.Restoring;

namespace IdmLive.App.Tests.Restoring;

public sealed class ProgressDisplayTests
{
    [Theory]
    [InlineData(0, 0, 250, 0, "0 of 250 frames")]
    [InlineData(0, 120, 250, 10, "120 of 250 frames, 12.0 frames/s, 0:10 left")]
    [InlineData(100, 120, 250, 10, "120 of 250 frames, 2.0 frames/s, 1:05 left")]
    [InlineData(0, 260, 250, 10, "260 of 260 frames, 26.0 frames/s")]
    [InlineData(0, 50, 0, 10, "50 frames, 5.0 frames/s")]
    [InlineData(0, 10, 100000, 10, "10 of 100000 frames, 1.0 frames/s, 27:46:30 left")]
    public void It_tells_count_speed_and_time_left(long before, long now, long total, double seconds, string expected) =>
        Assert.Equal(expected, ProgressDisplay.Line("frames", before, now, total, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_work_runs_on_the_calling_thread_and_its_failure_passes(bool terminal)
    {
        // Not disposed of: the bar's refresh thread may write once more after the work is over, as it may to standard error.
        StringWriter error = new();
        ProgressDisplay display = new(error, terminal);
        int thread = display.Run("frames", 10, () => 3, () => Environment.CurrentManagedThreadId);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Throws<InvalidOperationException>(() => display.Run<int>("frames", 10, () => 3, () => throw new InvalidOperationException()));
    }
}
