using IdmLive.Training.Personal;

namespace IdmLive.Training.Tests.Personal;

public sealed class TrialResultTests
{
    private static readonly TrialFigures[] General = [.. Enumerable.Range(0, 20).Select(i => new TrialFigures(28 + (.1 * i), .5, .6 + (.01 * i)))];

    [Fact]
    public void Better_on_all_three_is_accepted()
    {
        TrialResult result = Against(1, -.05, .1);
        Assert.True(result.IsAccepted);
        Assert.Null(result.Reason);
        Assert.Equal(1, result.Figures["gain psnr"].Mean, 6);
        Assert.Equal(20, result.Frames);
    }

    [Theory]
    [InlineData(-.1, -.05, .1, "psnr (28.95 to 28.85)")]
    [InlineData(.1, .05, .1, "perceptual (0.5000 to 0.5500)")]
    [InlineData(.1, -.05, -.1, "identity (0.695 to 0.595)")]
    public void Worse_on_one_is_refused_with_its_figures(double psnr, double perceptual, double identity, string figures)
    {
        TrialResult result = Against(psnr, perceptual, identity);
        Assert.False(result.IsAccepted);
        Assert.EndsWith($"not in {figures}", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Gain_of_identity_that_may_be_chance_is_refused()
    {
        // Up on half of the frames and down on the others, a little more up.
        TrialFigures[] personal = [.. General.Select((f, i) => new TrialFigures(f.Psnr + 1, f.Perceptual - .1, f.Identity + (i % 2 == 0 ? .06 : -.05)))];
        TrialResult result = new(20, General, General, personal, 1);
        Assert.True(result.Figures["gain identity"].Mean > 0);
        Assert.Contains("identity", result.Reason, StringComparison.Ordinal);
    }

    private static TrialResult Against(double psnr, double perceptual, double identity) => new(
        20, General, General, [.. General.Select(f => new TrialFigures(f.Psnr + psnr, f.Perceptual + perceptual, f.Identity + identity))], 1);
}
