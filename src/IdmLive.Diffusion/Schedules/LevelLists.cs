namespace IdmLive.Diffusion.Schedules;

/// <summary>The numbers of network calls for which levels are laid down, and the check of what a user asks for.</summary>
public static class LevelLists
{
    private const int MaximumSteps = 1000;

    /// <summary>Numbers of steps there are lists for.</summary>
    public static IReadOnlyList<int> Steps { get; } = [1, 2, 4, 10];

    /// <summary>The schedule of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static INoiseSchedule ByName(string name, double kappa = ShiftSchedule.DefaultKappa) => name switch
    {
        DdpmSchedule.ScheduleName => new DdpmSchedule(),
        ShiftSchedule.ScheduleName => new ShiftSchedule(kappa),
        _ => throw new ArgumentException(
            $"Unknown schedule '{name}'; there are {DdpmSchedule.ScheduleName} and {ShiftSchedule.ScheduleName}."),
    };

    /// <summary>
    /// Levels for any number of network calls: the lists that are laid down, and for other numbers points at even distances along the
    /// list of ten, linear between its levels. The ends are those of the list of ten. For looking at what a network does off the
    /// levels that it was trained at; <see cref="INoiseSchedule.Levels"/> goes on refusing such numbers.
    /// </summary>
    /// <param name="schedule">Gives the lists.</param>
    /// <param name="steps">1 to 1000.</param>
    /// <returns>Noisiest first, strictly in order.</returns>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public static double[] Interpolated(INoiseSchedule schedule, int steps)
    {
        if (Steps.Contains(steps))
        {
            return schedule.Levels(steps);
        }

        if (steps is < 1 or > MaximumSteps)
        {
            throw new ArgumentException($"A chain of {steps} steps was asked for; give 1 to {MaximumSteps}.");
        }

        double[] ten = schedule.Levels(10);
        return [.. Enumerable.Range(0, steps).Select(i =>
        {
            double position = (double)i * (ten.Length - 1) / (steps - 1);
            int below = Math.Min((int)position, ten.Length - 2);
            return ten[below] + ((position - below) * (ten[below + 1] - ten[below]));
        })];
    }

    internal static double[] Select(int steps, double[] one, double[] two, double[] four, double[] ten) => steps switch
    {
        1 => [.. one],
        2 => [.. two],
        4 => [.. four],
        10 => [.. ten],
        _ => throw new ArgumentException($"There are no noise levels for {steps} steps; choose {string.Join(", ", Steps)}."),
    };
}
