using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_is_that_of_the_normal_law_for_many_figures()
    {
        double[] figures = Normal(400, seed: 1);
        double mean = figures.Average(), deviation = Math.Sqrt(figures.Average(f => (f - mean) * (f - mean)));
        ConfidenceInterval interval = Bootstrap.Mean(figures, seed: 2, resamples: 20_000);
        double half = 1.96 * deviation / Math.Sqrt(figures.Length);
        Assert.Equal(mean, interval.Mean, 1e-12);
        Assert.Equal(mean - half, interval.Low, half * 0.1);
        Assert.Equal(mean + half, interval.High, half * 0.1);
        Assert.Equal(400, interval.Count);
    }

    [Fact]
    public void It_holds_the_true_mean_about_as_often_as_it_says()
    {
        int held = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            ConfidenceInterval interval = Bootstrap.Mean(Normal(60, seed: 100 + trial), seed: trial, resamples: 400, confidence: 0.9);
            held += interval.Low <= 0 && 0 <= interval.High ? 1 : 0;
        }

        Assert.InRange(held / 300.0, 0.83, 0.95);
    }

    [Fact]
    public void One_seed_gives_one_interval_and_another_seed_another()
    {
        double[] figures = Normal(30, seed: 3);
        Assert.Equal(Bootstrap.Mean(figures, 7), Bootstrap.Mean(figures, 7));
        Assert.NotEqual(Bootstrap.Mean(figures, 7), Bootstrap.Mean(figures, 8));
    }

    [Fact]
    public void A_small_gain_shows_in_the_paired_difference_only()
    {
        double[] before = Normal(50, seed: 4), jitter = Normal(50, seed: 5), after = [.. before.Zip(jitter, (b, j) => b + 0.1 + (0.05 * j))];
        ConfidenceInterval first = Bootstrap.Mean(after, 1), second = Bootstrap.Mean(before, 1), difference = Bootstrap.PairedDifference(after, before, 1);
        Assert.True(first.Low < second.High);
        Assert.True(difference.Low > 0.05 && difference.High < 0.15, $"{difference}");
        ConfidenceInterval back = Bootstrap.PairedDifference(before, after, 1);
        Assert.Equal(-difference.High, back.Low, 1e-9);
    }

    [Fact]
    public void Measuring_few_images_often_makes_no_many_of_them()
    {
        // Twelve images far apart, each measured eight times alike: what is known is known of twelve.
        double[] images = Normal(12, seed: 6), jitter = Normal(96, seed: 7);
        double[][] figures = [.. images.Select((m, i) => Enumerable.Range(0, 8).Select(k => m + (.05 * jitter[(8 * i) + k])).ToArray())];
        ConfidenceInterval of = Bootstrap.MeanOfImages(figures, 1), ofMeans = Bootstrap.Mean(figures.Select(f => f.Average()), 1), ofAll = Bootstrap.Mean(figures.SelectMany(f => f), 1);
        Assert.Equal(12, of.Count);
        Assert.Equal(ofMeans.Mean, of.Mean, 1e-12);
        Assert.Equal(1, (of.High - of.Low) / (ofMeans.High - ofMeans.Low), .15);
        Assert.True(of.High - of.Low > 2 * (ofAll.High - ofAll.Low));

        // Of one image nothing but its own measurements can be drawn.
        ConfidenceInterval one = Bootstrap.MeanOfImages([figures[0]], 1);
        Assert.Equal(1, one.Count);
        Assert.True(one.High > one.Low);
        Assert.Throws<ArgumentException>(() => Bootstrap.MeanOfImages([[1], []], 1));
    }

    [Fact]
    public void What_is_not_a_number_is_left_out()
    {
        Assert.Equal(Bootstrap.Mean([1, 2, 3], 1), Bootstrap.Mean([1, double.NaN, 2, 3], 1));
        Assert.Equal(2, Bootstrap.PairedDifference([1, double.NaN, 3], [0, 0, 1], 1).Count);
        Assert.Equal(new ConfidenceInterval(double.NaN, double.NaN, double.NaN, 0), Bootstrap.Mean([double.NaN], 1));
        Assert.Equal(new ConfidenceInterval(5, 5, 5, 1), Bootstrap.Mean([5], 1));
        Assert.Equal(double.PositiveInfinity, Bootstrap.Mean([double.PositiveInfinity, double.PositiveInfinity], 1).High);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], 1, resamples: 99));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], 1, confidence: 1));
        Assert.Contains("2 and 1", Assert.Throws<ArgumentException>(() => Bootstrap.PairedDifference([1, 2], [1], 1)).Message, StringComparison.Ordinal);
    }

    private static double[] Normal(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count)
            .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
