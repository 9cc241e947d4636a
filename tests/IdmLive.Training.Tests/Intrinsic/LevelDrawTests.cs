using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class LevelDrawTests
{
    [Theory]
    [InlineData("ddpm")]
    [InlineData("shift")]
    public void Exact_levels_and_those_between_come_in_the_asked_for_parts(string name)
    {
        INoiseSchedule schedule = LevelLists.ByName(name);
        LevelDraw draw = new(schedule, [1, 2, 4], .2);
        Random random = new(3);
        double[] levels = [.. Enumerable.Range(0, 20_000).Select(_ => draw.Next(random))];
        HashSet<double> exact = [.. schedule.Levels(1), .. schedule.Levels(2), .. schedule.Levels(4)];
        Assert.Equal(.2, levels.Count(l => !exact.Contains(l)) / 20_000.0, .015);

        // Of the exact ones the start is all of K = 1, half of K = 2 and a quarter of K = 4.
        double start = (1 + .5 + .25) / 3 * .8;
        Assert.Equal(start, levels.Count(l => l == schedule.Levels(1)[0]) / 20_000.0, .015);
        Assert.All(levels, l => Assert.InRange(l, 0, 1));
    }
}
