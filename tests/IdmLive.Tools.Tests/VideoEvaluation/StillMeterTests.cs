using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;
using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class StillMeterTests
{
    private static readonly DegradationRecipe Noisy = new() { Name = "noisy", CropSize = MovingPattern.Size, Stages = [new GaussianNoiseStage { Deviation = new(6, 6) }] };

    [Fact]
    public void A_row_that_copies_the_input_has_one_and_a_row_that_stands_still_none()
    {
        double[] ratios = Measure(Noisy, CopiedClip.Input(), CopiedClip.Clean());
        Assert.Equal(1, ratios[0]);
        Assert.Equal(0, ratios[1]);
    }

    [Fact]
    public void A_row_that_averages_over_time_has_little()
    {
        using AveragingStream stream = new(MovingPattern.Size);
        using StreamedClip row = new(stream);
        Assert.InRange(Assert.Single(Measure(Noisy, row)), .01, .2);
        Assert.Equal([MovingPattern.Size], stream.Asked);
    }

    [Fact]
    public void A_row_that_keeps_half_of_the_noise_has_half()
    {
        DrawnRestorer half = new("half", (_, frame, result) => Cv2.AddWeighted(frame.Degraded, .5, frame.Clean, .5, 0, result));
        Assert.Equal(.5, Assert.Single(Measure(Noisy, half)), .02);
    }

    [Fact]
    public void A_camera_without_noise_gives_no_figure() =>
        Assert.Equal([double.NaN], Measure(Noisy with { Stages = [new GaussianBlurStage { Sigma = new(1, 1) }] }, CopiedClip.Input()));

    [Fact]
    public void The_deviation_of_known_pictures_is_known()
    {
        using StillDeviation deviation = new();
        Assert.Equal(double.NaN, deviation.Value);
        for (int i = 0; i < 10; i++)
        {
            using Mat picture = new(8, 8, MatType.CV_8UC3, Scalar.All(i % 2 == 0 ? 97 : 103));
            deviation.Add(picture);
        }

        Assert.Equal(3 * Math.Sqrt(10 / 9.0), deviation.Value, 1e-9);
    }

    private static double[] Measure(DegradationRecipe recipe, params IClipRestorer[] rows)
    {
        using Mat still = MovingPattern.Draw(0);
        return new StillMeter(rows).Measure(new VirtualCamera(recipe, 3, 0, 0), still, 1, seen: null);
    }
}
