using IdmLive.Diffusion.Schedules;

namespace IdmLive.Diffusion.Tests.Schedules;

public sealed class LevelListsTests
{
    [Theory]
    [InlineData("ddpm")]
    [InlineData("shift")]
    public void Laid_down_lists_are_given_unchanged(string name)
    {
        INoiseSchedule schedule = LevelLists.ByName(name);
        Assert.All(LevelLists.Steps, k => Assert.Equal(schedule.Levels(k), LevelLists.Interpolated(schedule, k)));
    }

    [Theory]
    [InlineData("ddpm", 3)]
    [InlineData("ddpm", 5)]
    [InlineData("ddpm", 15)]
    [InlineData("ddpm", 20)]
    [InlineData("shift", 5)]
    [InlineData("shift", 20)]
    public void Other_lists_run_from_noise_to_image_between_the_ends_of_the_list_of_ten(string name, int steps)
    {
        INoiseSchedule schedule = LevelLists.ByName(name);
        double[] levels = LevelLists.Interpolated(schedule, steps), ten = schedule.Levels(10);
        Assert.Equal(steps, levels.Length);
        Assert.Equal(ten[0], levels[0]);
        Assert.Equal(ten[^1], levels[^1], 12);
        Assert.All(levels.Zip(levels.Skip(1)), p => Assert.True(schedule.Condition(p.Second) > schedule.Condition(p.First)));
    }

    [Fact]
    public void Nineteen_steps_hold_the_ten_levels_and_their_middles()
    {
        DdpmSchedule schedule = new();
        double[] levels = LevelLists.Interpolated(schedule, 19), ten = schedule.Levels(10);
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(ten[i], levels[2 * i], 12);
            Assert.Equal((ten[i] + ten[i + 1]) / 2, levels[(2 * i) + 1], 12);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(1001)]
    public void Numbers_of_steps_out_of_range_are_refused(int steps) =>
        Assert.Contains($"{steps}", Assert.Throws<ArgumentException>(() => LevelLists.Interpolated(new DdpmSchedule(), steps)).Message);
}
