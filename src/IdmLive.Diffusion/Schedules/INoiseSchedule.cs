namespace IdmLive.Diffusion.Schedules;

/// <summary>Weights of <c>x_t = X x + Y y + Noise eps</c>.</summary>
/// <param name="X">Weight of the high-quality image.</param>
/// <param name="Y">Weight of the low-quality image.</param>
/// <param name="Noise">Weight of the unit normal noise.</param>
public readonly record struct ForwardWeights(double X, double Y, double Noise);

/// <summary>Weights of <c>x_s = X0 x0_hat + Xt x_t + Y y + Noise eps</c>, one step of a sampler.</summary>
/// <param name="X0">Weight of the network's estimate of the high-quality image.</param>
/// <param name="Xt">Weight of the noisy image the step started from.</param>
/// <param name="Y">Weight of the low-quality image.</param>
/// <param name="Noise">Weight of fresh unit normal noise: the square root of the posterior variance.</param>
public readonly record struct StepWeights(double X0, double Xt, double Y, double Noise);

/// <summary>
/// A noise schedule as plain numbers. A level is a number in 0..1 whose meaning is the schedule's own; lists of levels run from
/// the noisiest to the cleanest.
/// </summary>
public interface INoiseSchedule
{
    /// <summary>Name in manifests and options.</summary>
    string Name { get; }

    /// <summary>The levels at which a chain of that many network calls evaluates the network, noisiest first.</summary>
    /// <exception cref="ArgumentException">There is no list for that number of steps.</exception>
    double[] Levels(int steps);

    /// <summary>The level as the network is told it: the square root of the cumulative noise level, 0 (noise) to 1 (image).</summary>
    double Condition(double level);

    /// <summary>The forward process at a level (IDM eq. 5 for <c>ddpm</c>).</summary>
    ForwardWeights Forward(double level);

    /// <summary>How a chain starts, without knowing x: the forward process with y in the place of x.</summary>
    ForwardWeights Start(double level);

    /// <summary>Mean and deviation of <c>p(x_s | x_t, x0_hat)</c>, the ancestral step (IDM eq. 8).</summary>
    /// <param name="from">Level of x_t.</param>
    /// <param name="to">Level of x_s, cleaner.</param>
    StepWeights Ancestral(double from, double to);

    /// <summary>The deterministic step of DDIM between the same levels.</summary>
    StepWeights Ddim(double from, double to);
}
