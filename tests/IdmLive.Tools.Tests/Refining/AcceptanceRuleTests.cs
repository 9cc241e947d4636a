using IdmLive.Tools.Refining;

namespace IdmLive.Tools.Tests.Refining;

public sealed class AcceptanceRuleTests
{
    [Theory]
    [InlineData(.2, .2, 0, 0, 0, true)]
    [InlineData(.2, .2, .1, .1, .5, true)]
    [InlineData(.2, .2, 0, 0, -.29, true)]
    [InlineData(.2, .2, 0, 0, -.31, false)]
    [InlineData(.2, .2, -.001, 0, 0, false)]
    [InlineData(.2, .2, 0, -.001, 0, false)]
    [InlineData(0, 0, 0, 0, 0, false)]
    [InlineData(-.1, .1, 0, 0, 0, false)]
    [InlineData(0, .1, 0, 0, 0, true)]
    [InlineData(-.1, -.1, .1, .1, 1, false)]
    [InlineData(double.NaN, .1, 0, 0, 0, false)]
    public void Theta2_is_accepted_where_quality_rises_and_identity_and_psnr_hold(
        double quality, double second, double idA, double idB, double psnr, bool accepted)
    {
        FigureChange[] changes =
        [
            Change("niqe", FigureKind.Quality, false, quality), Change("quality", FigureKind.Quality, true, second),
            Change("idA", FigureKind.Identity, true, idA), Change("idB", FigureKind.Identity, true, idB),
            Change("psnr", FigureKind.Psnr, true, psnr), Change("lpips", FigureKind.Other, false, -9),
        ];
        IReadOnlyList<string> objections = new AcceptanceRule().Objections(changes);
        Assert.Equal(accepted, objections.Count == 0);
    }

    [Fact]
    public void Stated_tolerance_of_identity_is_kept_to()
    {
        FigureChange[] changes = [Change("quality", FigureKind.Quality, true, 1), Change("idA", FigureKind.Identity, true, -.004)];
        Assert.Single(new AcceptanceRule().Objections(changes));
        Assert.Empty(new AcceptanceRule { IdentityLoss = .005 }.Objections(changes));
    }

    [Fact]
    public void Gain_of_a_figure_that_should_be_low_is_its_fall()
    {
        FigureChange change = FigureChange.Of("niqe", FigureKind.Quality, higherIsBetter: false, [5, 6, 7, 8], [4, 5.5, 6.5, 7])!;
        Assert.Equal(.75, change.Gain.Mean, 12);
        Assert.InRange(change.Gain.Low, .49, .75);
        Assert.InRange(change.Gain.High, .75, 1.01);
    }

    [Fact]
    public void Figure_that_was_not_measured_is_left_out() =>
        Assert.Null(FigureChange.Of("idB", FigureKind.Identity, true, [double.NaN, double.NaN], [double.NaN, double.NaN]));

    private static FigureChange Change(string name, FigureKind kind, bool higher, double gain) =>
        new(name, kind, higher, 0, higher ? gain : -gain, new(gain, gain, gain, 10));
}
