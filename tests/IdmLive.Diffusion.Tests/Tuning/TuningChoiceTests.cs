using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tuning;

namespace IdmLive.Diffusion.Tests.Tuning;

public sealed class TuningChoiceTests
{
    private static readonly TuningTrial Usual = new(Arithmetic.Float32, 2, 20);

    [Theory]
    [InlineData(19, 2)]
    [InlineData(18, 2)]
    [InlineData(17.9, 1)]
    [InlineData(20, 2)]
    [InlineData(40, 2)]
    public void Usual_way_is_left_only_for_one_that_is_faster_by_more_than_the_margin(double otherMs, int expected) =>
        Assert.Equal(expected, TuningChoice.Among([Usual, new(Arithmetic.Float32, 1, otherMs)], .1).Threads);

    [Fact]
    public void Fastest_of_several_wins_and_skipped_ones_do_not_count()
    {
        TuningTrial fast = new(Arithmetic.Float32, 4, 8);
        Assert.Same(fast, TuningChoice.Among([Usual, new(Arithmetic.Float32, 1, 12), new(Arithmetic.BFloat16, 2, null, "no"), fast], .1));
    }

    [Fact]
    public void Nothing_tried_is_no_choice() =>
        Assert.Throws<ArgumentException>(() => TuningChoice.Among([new(Arithmetic.Float32, 1, null, "no")], .1));

    [Fact]
    public void Table_shows_times_reasons_and_the_choice()
    {
        TuningChoice choice = new(Arithmetic.Float32, 2, [Usual, new(Arithmetic.BFloat16, 2, null, "it cannot")], 192, 301);
        Assert.Equal(
            [
                "start-up tuning, one call at 192 px, channels-last, 301 ms in all",
                "  fp32   2 threads      20.0 ms  <- chosen",
                "  bf16   2 threads  skipped: it cannot",
            ],
            choice.Table());
    }
}
