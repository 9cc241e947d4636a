using IdmLive.Pipeline.Measures;
using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class FlowDifferenceTests
{
    [Fact]
    public void Equal_clips_have_equal_flow() => Assert.Equal(0, Difference(1.5, 1.5));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_clip_that_moves_faster_is_off_by_as_many_pixels(double more)
    {
        // The pattern moves half as far down as to the right.
        double expected = more * Math.Sqrt(1.25);
        Assert.Equal(expected, Difference(1, 1 + more), .15 * expected);
    }

    private static double Difference(double clean, double row)
    {
        using Mat before = LumaAt(0), cleanNow = LumaAt(clean), rowNow = LumaAt(row);
        using MotionField motion = MotionSettings.NewField();
        motion.Estimate(before, cleanNow);
        using FlowDifference difference = new();
        return difference.Measure(before, rowNow, motion);
    }

    private static Mat LumaAt(double shift)
    {
        using Mat picture = MovingPattern.Draw(shift);
        Mat luma = new();
        Luma.Of(picture, luma);
        return luma;
    }
}
