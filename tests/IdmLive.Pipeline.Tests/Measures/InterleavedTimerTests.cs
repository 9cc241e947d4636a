using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class InterleavedTimerTests
{
    [Fact]
    public void Contenders_are_called_in_turn_and_warm_ups_are_not_timed()
    {
        DrawnTime time = new();
        List<string> calls = [];
        void Call(string name, double milliseconds)
        {
            calls.Add(name);
            time.Advance(calls.Count <= 2 ? 1000 : milliseconds);
        }

        IReadOnlyList<TimingFigures> figures = new InterleavedTimer(time).Run([() => Call("a", 3), () => Call("b", 5)], rounds: 3, warmUps: 1);
        Assert.Equal("a b a b a b a b", string.Join(' ', calls));
        Assert.Equal([new TimingFigures(3, 3, 3, 3), new TimingFigures(3, 5, 5, 5)], figures);
    }

    [Fact]
    public void Figures_are_order_statistics()
    {
        TimingFigures figures = TimingFigures.Of(Enumerable.Range(1, 100).Reverse().Select(i => (double)i));
        Assert.Equal(new TimingFigures(100, 1, 50, 95), figures);
        Assert.Equal(new TimingFigures(1, 7, 7, 7), TimingFigures.Of([7]));
    }

    [Fact]
    public void No_call_is_no_figure()
    {
        Assert.Throws<ArgumentException>(() => TimingFigures.Of([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterleavedTimer(TimeProvider.System).Run([() => { }], rounds: 0, warmUps: 0));
    }
}
