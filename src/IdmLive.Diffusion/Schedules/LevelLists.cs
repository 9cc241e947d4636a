namespace IdmLive.Diffusion.Schedules;

/// <summary>The numbers of network calls for which levels are laid down, and the check of what a user asks for.</summary>
public static class LevelLists
{
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

    internal static double[] Select(int steps, double[] one, double[] two, double[] four, double[] ten) => steps switch
    {
        1 => [.. one],
        2 => [.. two],
        4 => [.. four],
        10 => [.. ten],
        _ => throw new ArgumentException($"There are no noise levels for {steps} steps; choose {string.Join(", ", Steps)}."),
    };
}
