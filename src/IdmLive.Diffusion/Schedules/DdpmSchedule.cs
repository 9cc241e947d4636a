namespace IdmLive.Diffusion.Schedules;

/// <summary>
/// The paper's schedule: a level is the cumulative noise level <c>abar_t</c>, and <c>x_t = sqrt(abar_t) x + sqrt(1 - abar_t) eps</c>
/// (IDM eq. 5).
/// </summary>
public sealed class DdpmSchedule : INoiseSchedule
{
    /// <summary>The name in manifests and options.</summary>
    public const string ScheduleName = "ddpm";

    /// <summary>
    /// <c>abar_T</c>, where every chain starts: all but noise. One call at this level is a regression, so K = 1 gives the highest
    /// PSNR; the lists for more steps share their inner levels, which keeps the number of levels that weights are folded for small.
    /// </summary>
    public const double Noisiest = 1e-4;

    private static readonly double[] One = [Noisiest];
    private static readonly double[] Two = [Noisiest, .5];
    private static readonly double[] Four = [Noisiest, .2, .5, .8];
    private static readonly double[] Ten = [Noisiest, .02, .06, .12, .2, .35, .5, .65, .8, .92];

    /// <inheritdoc/>
    public string Name => ScheduleName;

    /// <inheritdoc/>
    public double[] Levels(int steps) => LevelLists.Select(steps, One, Two, Four, Ten);

    /// <inheritdoc/>
    public double Condition(double level) => Math.Sqrt(level);

    /// <inheritdoc/>
    public ForwardWeights Forward(double level) => new(Math.Sqrt(level), 0, Math.Sqrt(1 - level));

    /// <inheritdoc/>
    public ForwardWeights Start(double level) => new(0, Math.Sqrt(level), Math.Sqrt(1 - level));

    /// <inheritdoc/>
    public StepWeights Ancestral(double from, double to)
    {
        double a = from / to;
        return new(
            Math.Sqrt(to) * (1 - a) / (1 - from),
            Math.Sqrt(a) * (1 - to) / (1 - from),
            0,
            Math.Sqrt((1 - a) * (1 - to) / (1 - from)));
    }

    /// <inheritdoc/>
    public StepWeights Ddim(double from, double to)
    {
        double ratio = Math.Sqrt((1 - to) / (1 - from));
        return new(Math.Sqrt(to) - (ratio * Math.Sqrt(from)), ratio, 0, 0);
    }
}
