using IdmLive.Training.Personal;

namespace IdmLive.Training.Tests.Personal;

public sealed class RefinementVerdictTests
{
    // Frames 0 to 5 are of the enrolment, 6 to 9 of calls; each is measured twice.
    private const int Frames = 10, Enrolled = 6, Measurements = 20;

    private static readonly TrialFigures[] General = [.. Enumerable.Range(0, Measurements).Select(i => new TrialFigures(28 + (.1 * i), .5, .5 + (.01 * i)))];
    private static readonly TrialFigures[] Present = [.. General.Select(f => new TrialFigures(f.Psnr + 1, f.Perceptual - .1, f.Identity + .1))];

    [Fact]
    public void Better_than_the_present_model_in_all_is_accepted()
    {
        RefinementVerdict verdict = Of(_ => (.1, -.01, .01));
        Assert.True(verdict.IsAccepted);
        Assert.Null(verdict.Reason);
    }

    [Fact]
    public void More_like_the_person_and_worse_in_nothing_is_enough() => Assert.True(Of(_ => (0, 0, .001)).IsAccepted);

    [Theory]
    [InlineData(-.05, -.01, .01, "psnr (29.95 to 29.90)")]
    [InlineData(.1, .02, .01, "perceptual (0.4000 to 0.4200)")]
    [InlineData(.1, -.01, -.02, "identity (0.695 to 0.675)")]
    [InlineData(.1, -.01, 0, "identity (0.695 to 0.695)")]
    public void Worse_than_the_present_model_in_one_is_refused_though_better_than_the_general_one(double psnr, double perceptual, double identity, string expected)
    {
        RefinementVerdict verdict = Of(_ => (psnr, perceptual, identity));
        Assert.False(verdict.IsAccepted);
        Assert.EndsWith($"not better in {expected}", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gain_on_frames_of_calls_that_costs_the_enrolment_is_refused()
    {
        RefinementVerdict verdict = Of(frame => (.1, -.01, frame < Enrolled ? -.02 : .2));
        Assert.Contains("identity on the frames of the enrolment", verdict.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("psnr", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_better_than_the_general_model_is_refused_first()
    {
        RefinementVerdict verdict = Of(_ => (-2, .2, .01));
        Assert.Contains("better than the general model", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_model_in_use_the_general_rule_decides()
    {
        Assert.True(new RefinementVerdict(new(Frames, General, General, Present, 1), Enrolled).IsAccepted);
        Assert.False(new RefinementVerdict(new(Frames, General, General, General, 1), Enrolled).IsAccepted);
    }

    private static RefinementVerdict Of(Func<int, (double Psnr, double Perceptual, double Identity)> step)
    {
        TrialFigures[] personal =
        [
            .. Present.Select((f, i) => step(i % Frames) is var s ? new TrialFigures(f.Psnr + s.Psnr, f.Perceptual + s.Perceptual, f.Identity + s.Identity) : f),
        ];
        return new(new(Frames, General, General, personal, 1, Present), Enrolled);
    }
}
