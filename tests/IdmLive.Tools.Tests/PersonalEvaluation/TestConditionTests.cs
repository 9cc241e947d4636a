using IdmLive.Diffusion.Adapters;
using IdmLive.Tools.PersonalEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.PersonalEvaluation;

public sealed class TestConditionTests
{
    private const int Size = 128;

    [Fact]
    public void Same_light_changes_nothing()
    {
        using Mat crop = Drawn();
        (Mat truth, Mat seen) = TestConditions.Draw(crop, TestCondition.Same);
        Assert.Equal((0, 0), (Cv2.Norm(crop, truth), Cv2.Norm(crop, seen)));
        truth.Dispose();
        seen.Dispose();
    }

    [Fact]
    public void Blur_is_a_fault_and_no_other_truth()
    {
        using Mat crop = Drawn();
        (Mat truth, Mat seen) = TestConditions.Draw(crop, TestCondition.Blur);
        Assert.Equal(0, Cv2.Norm(crop, truth));
        Assert.True(Cv2.Norm(crop, seen) > 0);
        truth.Dispose();
        seen.Dispose();
    }

    [Theory]
    [InlineData(TestCondition.Cast)]
    [InlineData(TestCondition.Dark)]
    [InlineData(TestCondition.Side)]
    [InlineData(TestCondition.Glasses)]
    [InlineData(TestCondition.Cap)]
    public void What_is_different_about_the_person_is_the_truth_of_that_day(object condition)
    {
        using Mat crop = Drawn();
        (Mat truth, Mat seen) = TestConditions.Draw(crop, (TestCondition)condition);
        Assert.True(Cv2.Norm(crop, truth) > 0);
        Assert.Equal(0, Cv2.Norm(truth, seen));
        truth.Dispose();
        seen.Dispose();
    }

    [Fact]
    public void Glasses_lie_on_the_eyes_and_a_cap_above_them()
    {
        Assert.InRange(Middle(TestCondition.Glasses), .42, .52);
        Assert.InRange(Middle(TestCondition.Cap), .02, .28);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        PersonalEvaluationOptions options = new() { Clips = ["a.mp4"], Output = "x" };
        options.Check();
        Assert.Contains("clips is empty", Refusal(options with { Clips = [] }), StringComparison.Ordinal);
        Assert.Contains("train-seconds is 0", Refusal(options with { TrainSeconds = 0 }), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal(options with { Kinds = [AdapterKind.Film, AdapterKind.Film] }), StringComparison.Ordinal);
        Assert.Contains("rate is 1", Refusal(options with { Training = new() { Rate = 1 } }), StringComparison.Ordinal);

        static string Refusal(PersonalEvaluationOptions options) => Assert.Throws<ArgumentException>(options.Check).Message;
    }

    /// <summary>Mean height of the pixels that a condition changes, as a part of the crop's.</summary>
    private static double Middle(TestCondition condition)
    {
        using Mat crop = Drawn();
        (Mat truth, Mat seen) = TestConditions.Draw(crop, condition);
        using Mat difference = new(), grey = new();
        Cv2.Absdiff(crop, truth, difference);
        Cv2.CvtColor(difference, grey, ColorConversionCodes.BGR2GRAY);
        Moments moments = Cv2.Moments(grey, binaryImage: true);
        truth.Dispose();
        seen.Dispose();
        return moments.M01 / moments.M00 / Size;
    }

    private static Mat Drawn()
    {
        Mat crop = new(Size, Size, MatType.CV_8UC3);
        new RNG(3).Fill(crop, DistributionType.Uniform, Scalar.All(90), Scalar.All(200));
        return crop;
    }
}
