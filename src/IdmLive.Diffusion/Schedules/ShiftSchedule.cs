namespace IdmLive.Diffusion.Schedules;

/// <summary>
/// The residual-shifting schedule of ResShift (Yue et al. 2023): a level is <c>eta_t</c>, and
/// <c>x_t = x + eta_t (y - x) + kappa sqrt(eta_t) eps</c>. A chain starts at the low-quality image with little noise.
/// </summary>
public sealed class ShiftSchedule : INoiseSchedule
{
    /// <summary>The name in manifests and options.</summary>
    public const string ScheduleName = "shift";

    /// <summary>Noise of the start for images in -1..1, unless a model says otherwise.</summary>
    public const double DefaultKappa = .5;

    private static readonly double[] One = [.999];
    private static readonly double[] Two = [.999, .25];
    private static readonly double[] Four = [.999, .55, .25, .06];
    private static readonly double[] Ten = [.999, .9, .75, .55, .4, .25, .15, .06, .02, .005];

    /// <summary>Makes the schedule.</summary>
    /// <param name="kappa">Noise scale, above 0 and at most 4.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public ShiftSchedule(double kappa = DefaultKappa)
    {
        if (!(kappa is > 0 and <= 4))
        {
            throw new ArgumentException($"kappa is {kappa}; it has to be above 0 and at most 4 (usual: 0.5 to 1).");
        }

        Kappa = kappa;
    }

    /// <inheritdoc/>
    public string Name => ScheduleName;

    /// <summary>Noise scale.</summary>
    public double Kappa { get; }

    /// <inheritdoc/>
    public double[] Levels(int steps) => LevelLists.Select(steps, One, Two, Four, Ten);

    /// <inheritdoc/>
    public double Condition(double level) => Math.Sqrt(1 - level);

    /// <inheritdoc/>
    public ForwardWeights Forward(double level) => new(1 - level, level, Kappa * Math.Sqrt(level));

    /// <inheritdoc/>
    public ForwardWeights Start(double level) => new(0, 1, Kappa * Math.Sqrt(level));

    /// <inheritdoc/>
    public StepWeights Ancestral(double from, double to)
    {
        double alpha = from - to;
        return new(alpha / from, to / from, 0, Kappa * Math.Sqrt(to / from * alpha));
    }

    /// <inheritdoc/>
    public StepWeights Ddim(double from, double to)
    {
        double ratio = Math.Sqrt(to / from);
        return new(1 - to - (ratio * (1 - from)), ratio, to - (ratio * from), 0);
    }
}
