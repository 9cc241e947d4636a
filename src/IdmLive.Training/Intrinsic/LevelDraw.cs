using IdmLive.Diffusion.Schedules;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Draws the noise levels of training samples: most lie exactly on the levels that inference uses (each number of steps is equally
/// likely, then each of its levels), the rest between them, so that the network stays smooth in the level.
/// </summary>
public sealed class LevelDraw
{
    private readonly double[][] _lists;
    private readonly INoiseSchedule _schedule;
    private readonly double _jitter;

    /// <summary>Prepares the draw.</summary>
    /// <param name="schedule">Gives the levels.</param>
    /// <param name="steps">Numbers of steps the model is for.</param>
    /// <param name="jitter">Part of the samples between the exact levels, 0 to 1.</param>
    public LevelDraw(INoiseSchedule schedule, IReadOnlyList<int> steps, double jitter)
    {
        _schedule = schedule;
        _lists = [.. steps.Select(schedule.Levels)];
        _jitter = jitter;
    }

    /// <summary>Draws one level.</summary>
    public double Next(Random random)
    {
        double[] list = _lists[random.Next(_lists.Length)];
        double exact = list[random.Next(list.Length)];
        if (random.NextDouble() >= _jitter)
        {
            return exact;
        }

        // Between: even in the level's own measure, from the noisiest to all but clean.
        double noisiest = _schedule.Levels(1)[0];
        double clean = _schedule.Forward(0).X == 1 ? 1e-3 : 1 - 1e-3;
        return noisiest + (random.NextDouble() * (clean - noisiest));
    }
}
