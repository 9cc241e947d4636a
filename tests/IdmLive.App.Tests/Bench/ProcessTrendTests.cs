using IdmLive.App.Bench;

namespace IdmLive.App.Tests.Bench;

public sealed class ProcessTrendTests
{
    [Fact]
    public void Slopes_are_those_after_the_first_quarter_and_the_collectors_part_is_told_apart()
    {
        // Warming up, then 2 MB a minute, half of it the collector's.
        ProcessSample[] samples = [.. Enumerable.Range(0, 40).Select(i => new ProcessSample(i / 10.0, (i < 10 ? 50 * i : 600) + (.2 * i), 20 + (i % 2), 90, 30 + (.1 * i)))];
        ProcessTrend trend = ProcessTrend.Of(samples)!.Value;
        Assert.Equal(2, trend.MemorySlopeMbPerMinute, 1e-9);
        Assert.Equal(1, trend.ManagedSlopeMbPerMinute, 1e-9);
        Assert.Equal((20, 21, 90, 90), (trend.FewestThreads, trend.MostThreads, trend.FewestHandles, trend.MostHandles));
        Assert.Null(ProcessTrend.Of(samples[..4]));
    }

    [Fact]
    public void A_delay_that_grows_shows_between_the_first_and_the_last_third()
    {
        ProcessSample[] samples = [.. Enumerable.Range(0, 40).Select(i => new ProcessSample(i / 10.0, 500, 20, 90, 30, i % 4 == 0 ? double.NaN : i))];
        ProcessTrend trend = ProcessTrend.Of(samples)!.Value;
        Assert.InRange(trend.FirstDelay!.Value.P50Ms, 10, 20);
        Assert.InRange(trend.LastDelay!.Value.P50Ms, 30, 39);
        Assert.InRange(trend.LastDelay!.Value.P95Ms, trend.LastDelay!.Value.P50Ms, 39);
        Assert.Null(ProcessTrend.Of([.. samples.Select(s => s with { DelayMs = double.NaN })])!.Value.FirstDelay);
    }
}
