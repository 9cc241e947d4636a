using IdmLive.Pipeline.Measures;
using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class WarpingErrorTests
{
    private const double Step = 1.3;
    private const int Flicker = 16;
    private static readonly double FlickerError = WarpingError.Scale * Math.Pow(Flicker / 255.0, 2);

    [Fact]
    public void Motion_alone_is_no_error()
    {
        using Mat before = MovingPattern.Draw(0), now = MovingPattern.Draw(Step);
        double standing = WarpingError.Scale * Math.Pow(Cv2.Norm(before, now, NormTypes.L2) / 255, 2) / (3.0 * before.Total());
        Assert.True(standing > 1, $"the pattern changes by {standing}");
        Assert.InRange(Error(before, now, before, now), 0, .04 * standing);
    }

    [Fact]
    public void A_still_has_none_at_all()
    {
        using Mat picture = MovingPattern.Draw(0);
        Assert.Equal(0, Error(picture, picture, picture, picture), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Step)]
    public void A_jump_of_brightness_counts_with_its_square(double step)
    {
        using Mat before = MovingPattern.Draw(0), now = MovingPattern.Draw(step), brighter = MovingPattern.Draw(step, Flicker);
        Assert.Equal(FlickerError, Error(before, now, before, brighter), .05 * FlickerError);
    }

    [Fact]
    public void A_row_that_lags_behind_the_clean_motion_is_an_error()
    {
        using Mat before = MovingPattern.Draw(0), now = MovingPattern.Draw(3);
        Assert.True(Error(before, now, before, before) > 20 * Error(before, now, before, now));
    }

    [Fact]
    public void Without_a_motion_there_is_no_figure()
    {
        using WarpingError error = new();
        using Mat picture = MovingPattern.Draw(0);
        Assert.Throws<InvalidOperationException>(() => error.Measure(picture, picture));
    }

    private static double Error(Mat cleanBefore, Mat cleanNow, Mat before, Mat now)
    {
        using MotionField motion = MotionSettings.NewField();
        using WarpingError error = new();
        using Mat a = new(), b = new();
        Luma.Of(cleanBefore, a);
        Luma.Of(cleanNow, b);
        motion.Estimate(a, b);
        error.Follow(motion);
        return error.Measure(before, now);
    }
}
