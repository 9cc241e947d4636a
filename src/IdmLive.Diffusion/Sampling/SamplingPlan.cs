using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using TorchSharp;

namespace IdmLive.Diffusion.Sampling;

/// <summary>How a chain goes from one level to the next.</summary>
public enum SamplerKind
{
    /// <summary>Draws from the posterior of IDM eq. 8; the paper's choice.</summary>
    Ancestral,

    /// <summary>The deterministic step of DDIM.</summary>
    Ddim,
}

/// <summary>One network call of a chain.</summary>
/// <param name="Condition">The level as the network is told it.</param>
/// <param name="Weights">How the next x_t is mixed; the last call's is x0_hat alone.</param>
/// <param name="IsLast">The chain ends with this call.</param>
public readonly record struct SamplingStep(double Condition, StepWeights Weights, bool IsLast)
{
    /// <summary>The forward process at the level (IDM eq. 5).</summary>
    public ForwardWeights Forward { get; init; }
}

/// <summary>
/// A chain laid out beforehand: levels, weights, and the weights as scalars that live as long as the plan (see
/// <see cref="ScalarConstants"/>). Read-only and safe for several threads until disposed of.
/// </summary>
public sealed class SamplingPlan : IDisposable
{
    private readonly SamplingStep[] _steps;
    private readonly Scalar[] _scalars;
    private readonly Scalar[] _solution;

    /// <summary>Lays out a chain.</summary>
    /// <param name="schedule">Gives the weights.</param>
    /// <param name="levels">Noisiest first, strictly towards the clean end, at least one.</param>
    /// <param name="kind">Sampler.</param>
    /// <exception cref="ArgumentException">The levels are empty or not in order.</exception>
    public SamplingPlan(INoiseSchedule schedule, IReadOnlyList<double> levels, SamplerKind kind)
    {
        if (levels.Count == 0)
        {
            throw new ArgumentException("A chain needs at least one noise level.");
        }

        _steps = new SamplingStep[levels.Count];
        for (int i = 0; i < levels.Count; i++)
        {
            bool last = i == levels.Count - 1;
            if (!last && schedule.Condition(levels[i + 1]) <= schedule.Condition(levels[i]))
            {
                throw new ArgumentException($"Noise levels {string.Join(", ", levels)} do not run from noisy to clean; sort them.");
            }

            StepWeights weights = last ? new StepWeights(1, 0, 0, 0)
                : kind == SamplerKind.Ancestral ? schedule.Ancestral(levels[i], levels[i + 1])
                : schedule.Ddim(levels[i], levels[i + 1]);
            _steps[i] = new SamplingStep(schedule.Condition(levels[i]), weights, last) { Forward = schedule.Forward(levels[i]) };
        }

        Start = schedule.Start(levels[0]);
        _scalars = [.. _steps.SelectMany(s => new[] { s.Weights.X0, s.Weights.Xt, s.Weights.Y, s.Weights.Noise }).Append(Start.Y).Append(Start.Noise)
            .Select(ScalarConstants.Keep)];
        _solution = [.. _steps.SelectMany(s => new[] { 1 / s.Forward.X, -s.Forward.Y / s.Forward.X, -s.Forward.Noise / s.Forward.X }).Select(ScalarConstants.Keep)];
    }

    /// <summary>The network calls in order.</summary>
    public IReadOnlyList<SamplingStep> Steps => _steps;

    /// <summary>How x_T is made from y and noise.</summary>
    public ForwardWeights Start { get; }

    internal (Scalar Y, Scalar Noise) StartScalars => (_scalars[^2], _scalars[^1]);

    internal (Scalar X0, Scalar Xt, Scalar Y, Scalar Noise) StepScalars(int step) =>
        (_scalars[4 * step], _scalars[(4 * step) + 1], _scalars[(4 * step) + 2], _scalars[(4 * step) + 3]);

    internal (Scalar Xt, Scalar Y, Scalar Noise) SolutionScalars(int step) =>
        (_solution[3 * step], _solution[(3 * step) + 1], _solution[(3 * step) + 2]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Scalar scalar in _scalars.Concat(_solution))
        {
            scalar.Dispose();
        }
    }
}
