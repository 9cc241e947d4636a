using IdmLive.Pipeline.Live;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class DeadlineLadderTests
{
    private readonly DeadlineLadder _ladder = new(new());
    private double _now;

    [Fact]
    public void Stays_on_top_while_there_is_time()
    {
        Run(200, size => size == 256 ? 18 : 5);
        Assert.Equal(256, _ladder.Current.Size);
        Assert.Equal(0, _ladder.StepsDown);
    }

    [Fact]
    public void Goes_down_within_half_a_second_under_load_and_back_up_after()
    {
        Run(60, Idle);
        Assert.Equal(256, _ladder.Current.Size);
        double start = _now;
        int frames = 0;
        while (_ladder.Current.Size == 256 && frames < 60)
        {
            Run(1, Loaded);
            frames++;
        }

        Assert.InRange(_now - start, 0, .5);
        Run(300, Loaded);
        Assert.True(_ladder.Current.Size < 256);
        Run(300, Idle);
        Assert.Equal(256, _ladder.Current.Size);

        static double Idle(int size) => 20.0 * size * size / (256 * 256);
        static double Loaded(int size) => 60.0 * size * size / (256 * 256);
    }

    [Fact]
    public void Never_two_late_frames_running_without_a_step_down()
    {
        Random random = new(3);
        int late = 0, worst = 0, steps = 0;
        for (int i = 0; i < 3000; i++)
        {
            double load = i / 300 % 2 == 0 ? 1 : 3.2;
            bool isLate = false;
            Run(1, size => load * (16 + (8 * random.NextDouble())) * size * size / (256 * 256), total => isLate = total > 50);
            late = isLate && _ladder.StepsDown == steps ? late + 1 : 0;
            steps = _ladder.StepsDown;
            worst = Math.Max(worst, late);
        }

        Assert.InRange(worst, 0, 1);
        Assert.InRange(_ladder.StepsDown, 2, 60);
    }

    [Fact]
    public void A_rung_that_does_not_hold_is_tried_ever_more_rarely()
    {
        // 256 takes too long, and 192 promises that it would not.
        double Cost(int size) => size switch { 256 => 48, 192 => 10, _ => 5 };
        Run(600, Cost);
        int first = _ladder.StepsDown;
        Run(600, Cost);
        int second = _ladder.StepsDown - first;
        Run(1200, Cost);
        int later = _ladder.StepsDown - first - second;
        Assert.True(first >= 2, $"{first} steps down in 20 s");
        Assert.True(second < first, $"{first} steps down in the first 20 s, {second} in the next");
        Assert.InRange(later, 0, 3);
    }

    [Fact]
    public void A_budget_nobody_can_keep_ends_in_passing_frames_on()
    {
        DeadlineLadder ladder = new(new LadderOptions { Budget = TimeSpan.FromMilliseconds(1) });
        for (int i = 0; i < 30; i++)
        {
            ladder.Add(ladder.Current, 1, new() { Find = 3, Restore = ladder.Current.Size > 0 ? 20 : 0, Output = 2 }, 33, TimeSpan.FromSeconds(i / 30.0));
        }

        Assert.Equal(LadderRung.Passed, ladder.Current);
        Assert.Contains("late", ladder.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_come_faster_than_they_can_be_made_lower_the_rung_though_none_is_late()
    {
        // 36 ms of work fit into 50, and not into the 33 between two frames.
        Run(60, size => size == 256 ? 36 : 15, rest: 2);
        Assert.Equal(192, _ladder.Current.Size);
        Assert.Contains("frames come every 33", _ladder.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_of_the_network_rests_it_for_a_while_only()
    {
        Run(10, _ => 10);
        _ladder.Fail("no numbers");
        Assert.Equal(LadderRung.Warped, _ladder.Current);
        Run(150, _ => 10);
        Assert.Equal(256, _ladder.Current.Size);
    }

    [Fact]
    public void What_the_rung_before_left_under_way_causes_no_second_step()
    {
        Run(60, _ => 20);
        LadderRung high = _ladder.Current;
        Add(high, new() { Wait = 10, Find = 2, Restore = 60, Output = 2 });
        Add(high, new() { Wait = 40, Find = 2, Restore = 60, Output = 2 });
        Assert.Equal(192, _ladder.Current.Size);
        Add(high, new() { Wait = 60, Find = 2, Restore = 20, Output = 5 });
        Run(10, _ => 12);
        Assert.Equal((192, 1), (_ladder.Current.Size, _ladder.StepsDown));
    }

    [Fact]
    public void Frames_that_waited_for_a_slower_rung_settle_before_the_new_one_is_judged()
    {
        Run(60, _ => 20);
        Add(_ladder.Current, new() { Wait = 1, Find = 2, Restore = 160, Output = 2 });
        Assert.Equal(192, _ladder.Current.Size);
        foreach (double wait in (double[])[36, 36, 36])
        {
            Add(_ladder.Current, new() { Wait = wait, Find = 1, Restore = 12, Output = .5 });
        }

        Assert.Equal(192, _ladder.Current.Size);
    }

    [Fact]
    public void A_hiccup_of_the_machine_does_not_take_the_last_result_away()
    {
        _ladder.Fail("no numbers");
        Run(10, _ => 10);
        Assert.Equal(LadderRung.Warped, _ladder.Current);
        Add(LadderRung.Warped, new() { Wait = 1, Find = 2, Restore = 1, Output = 300 });
        Assert.Equal(LadderRung.Warped, _ladder.Current);
    }

    [Fact]
    public void Only_the_network_grows_with_the_picture()
    {
        // 128 px: 14 ms, of which the network takes 3. By pixels all of it would be 56 ms at 256 px; it is 23.
        static double Network(int size) => 12.0 * size * size / (256 * 256);
        _ladder.Fail("no numbers");
        for (int i = 0; i < 300; i++)
        {
            double network = _ladder.Current.Size > 0 ? Network(_ladder.Current.Size) : 0;
            Add(_ladder.Current, new() { Wait = 3, Find = 5, Restore = 11 + network, Network = network, Output = 3 });
        }

        Assert.Equal(256, _ladder.Current.Size);
        Assert.Equal(0, _ladder.StepsDown);
    }

    [Fact]
    public void After_a_hiccup_the_rung_comes_back_soon_and_each_time()
    {
        Run(60, _ => 18);
        for (int hiccup = 0; hiccup < 5; hiccup++)
        {
            Add(_ladder.Current, new() { Wait = 20, Find = 5, Restore = 40, Network = 20, Output = 2 });
            Add(_ladder.Current, new() { Wait = 20, Find = 5, Restore = 40, Network = 20, Output = 2 });
            Assert.Equal(192, _ladder.Current.Size);
            Run(20, size => size == 256 ? 18 : 10);
            Assert.Equal(256, _ladder.Current.Size);
            Run(100, _ => 18);
        }
    }

    [Fact]
    public void One_hiccup_that_costs_two_rungs_is_one_hiccup()
    {
        Run(100, _ => 18);
        for (int i = 0; i < 4; i++)
        {
            Add(_ladder.Current, new() { Wait = 25, Find = 5, Restore = 40, Network = 20, Output = 2 });
        }

        Assert.Equal(128, _ladder.Current.Size);
        Run(35, size => size == 256 ? 18 : 10);
        Assert.Equal(256, _ladder.Current.Size);
    }

    [Theory]
    [InlineData(0, .9)]
    [InlineData(-5, .9)]
    [InlineData(50, 1.5)]
    public void Settings_out_of_range_are_refused(double milliseconds, double reserve) =>
        Assert.Throws<ArgumentException>(() => new DeadlineLadder(new LadderOptions { Budget = TimeSpan.FromMilliseconds(milliseconds), Reserve = reserve }));

    private void Run(int frames, Func<int, double> restore, Action<double>? onTotal = null, double rest = 5)
    {
        for (int i = 0; i < frames; i++)
        {
            LadderRung rung = _ladder.Current;
            double network = rung.Size > 0 ? restore(rung.Size) : 0;
            FrameTimes times = new() { Wait = 1, Find = rest / 2, Restore = network + 1, Network = network, Output = rest / 2 };
            Add(rung, times);
            onTotal?.Invoke(times.Total);
        }
    }

    private void Add(LadderRung rung, FrameTimes times)
    {
        _now += 1 / 30.0;
        _ladder.Add(rung, 1, times, 33.3, TimeSpan.FromSeconds(_now));
    }
}
