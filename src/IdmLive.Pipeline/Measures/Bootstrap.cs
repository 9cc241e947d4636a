namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How far a mean over a test set can be trusted: percentile intervals from seeded resampling with replacement (Efron 1979). The same
/// figures, seed and settings give the same interval. Stateless, any thread.
/// </summary>
public static class Bootstrap
{
    /// <summary>The mean of per-image figures and its interval.</summary>
    /// <param name="figures">One per image; those that are not a number are left out and lower the count.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">Means that are drawn, 100 or more.</param>
    /// <param name="confidence">Part of the drawn means inside the interval; above 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static ConfidenceInterval Mean(IEnumerable<double> figures, int seed, int resamples = 2000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(figures);
        double[] kept = [.. figures.Where(f => !double.IsNaN(f))];
        return Interval(kept.Length, kept.DefaultIfEmpty(double.NaN).Average(), random => MeanOfDrawn(kept, random), seed, resamples, confidence);
    }

    /// <summary>
    /// The mean of images that were each measured several times, and its interval: images are drawn, and of each its measurements. Measurements of one image are
    /// no further images, and one image is not all there is; a few images give a wide interval.
    /// </summary>
    /// <param name="images">The figures of each image, one or more.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">Means that are drawn, 100 or more.</param>
    /// <param name="confidence">Part of the drawn means inside the interval; above 0, below 1.</param>
    /// <returns>The mean of the images' means; the count is that of the images.</returns>
    /// <exception cref="ArgumentException">An image has no figure.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static ConfidenceInterval MeanOfImages(IReadOnlyList<double[]> images, int seed, int resamples = 2000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Any(i => i.Length == 0))
        {
            throw new ArgumentException("An image without a figure has no mean; leave it out.");
        }

        return Interval(images.Count, images.Select(i => i.Average()).DefaultIfEmpty(double.NaN).Average(), Draw, seed, resamples, confidence);

        double Draw(Random random)
        {
            double sum = 0;
            for (int k = 0; k < images.Count; k++)
            {
                sum += MeanOfDrawn(images[random.Next(images.Count)], random);
            }

            return sum / images.Count;
        }
    }

    private static double MeanOfDrawn(double[] figures, Random random)
    {
        double sum = 0;
        for (int k = 0; k < figures.Length; k++)
        {
            sum += figures[random.Next(figures.Length)];
        }

        return sum / figures.Length;
    }

    private static ConfidenceInterval Interval(int count, double mean, Func<Random, double> draw, int seed, int resamples, double confidence)
    {
        if (resamples < 100)
        {
            throw new ArgumentOutOfRangeException(nameof(resamples), resamples, "A bootstrap interval needs 100 resamples or more.");
        }

        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "The confidence of an interval must lie between 0 and 1.");
        }

        if (count == 0)
        {
            return new(double.NaN, double.NaN, double.NaN, 0);
        }

        Random random = new(seed);
        double[] means = new double[resamples];
        for (int i = 0; i < resamples; i++)
        {
            means[i] = draw(random);
        }

        Array.Sort(means);
        double tail = (1 - confidence) / 2;
        return new(mean, Percentile(means, tail), Percentile(means, 1 - tail), count);
    }

    /// <summary>
    /// The mean difference <c>first - second</c> of figures of the same images, which are drawn together: what all images share falls
    /// out, so a small gain shows that two intervals side by side would hide.
    /// </summary>
    /// <param name="first">One per image.</param>
    /// <param name="second">One per image in the same order; a pair with something that is not a number is left out.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">Means that are drawn, 100 or more.</param>
    /// <param name="confidence">Part of the drawn means inside the interval; above 0, below 1.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static ConfidenceInterval PairedDifference(
        IReadOnlyList<double> first, IReadOnlyList<double> second, int seed, int resamples = 2000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Count == second.Count
            ? Mean(first.Zip(second, (a, b) => a - b), seed, resamples, confidence)
            : throw new ArgumentException($"A paired difference needs one figure of each kind per image; there are {first.Count} and {second.Count}.");
    }

    // Between the two closest of the sorted numbers in proportion. Equal ones stay what they are, be they infinite.
    private static double Percentile(double[] sorted, double part)
    {
        double place = part * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] == sorted[above] ? sorted[below] : sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
