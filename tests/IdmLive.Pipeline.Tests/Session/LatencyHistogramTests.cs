using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.Tests.Session;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_exact_to_one_percent_over_nine_orders_of_magnitude()
    {
        for (double scale = 0.002; scale < 900_000; scale *= 10)
        {
            LatencyHistogram histogram = new();
            for (int i = 1; i <= 200; i++)
            {
                histogram.Add(TimeSpan.FromMilliseconds(scale * i));
            }

            double[] expected = [.. Enumerable.Range(1, 200).Select(i => TimeSpan.FromMilliseconds(scale * i).TotalMilliseconds)];
            if (expected[^1] < 900_000)
            {
                Assert.InRange(histogram.Quantile(0.5) / expected[99], 0.99, 1.01);
                Assert.InRange(histogram.Quantile(0.95) / expected[189], 0.99, 1.01);
                Assert.InRange(histogram.Quantile(1) / expected[199], 0.99, 1.01);
            }
        }
    }

    [Fact]
    public void Nothing_added_gives_zero_and_the_longest_is_not_lost()
    {
        LatencyHistogram histogram = new();
        Assert.Equal((0, 0, 0), (histogram.Quantile(0.5), histogram.Mean, histogram.Count));
        histogram.Add(TimeSpan.FromDays(1));
        histogram.Add(TimeSpan.Zero);
        Assert.Equal(2, histogram.Count);
        Assert.True(histogram.Quantile(1) > 900_000);
    }
}
