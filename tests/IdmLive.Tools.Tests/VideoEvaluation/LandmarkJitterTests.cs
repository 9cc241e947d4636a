using IdmLive.Pipeline.Faces;
using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class LandmarkJitterTests
{
    private const int Frames = 10;
    private static readonly FaceKeyPoints Template = FaceTemplate.KeyPoints(256);

    [Fact]
    public void A_sequence_that_shakes_to_and_fro_has_the_jitter_of_its_swing() =>
        Assert.All(Jitter(i => new(i % 2 == 0 ? 1.5f : -1.5f, 0)).Values, v => Assert.Equal(1.5, v, 1e-4));

    [Fact]
    public void What_stays_away_or_drifts_evenly_does_not_shake()
    {
        Assert.All(Jitter(_ => new(4, -3)).Values, v => Assert.Equal(0, v, 1e-4));
        Assert.All(Jitter(i => new(.5f * i, -.25f * i)).Values, v => Assert.Equal(0, v, 1e-4));
    }

    [Fact]
    public void The_motion_of_the_clean_face_is_no_jitter()
    {
        LandmarkJitter jitter = new();
        for (int i = 0; i < Frames; i++)
        {
            FaceKeyPoints nodding = Shifted(new(0, i % 2 == 0 ? 5 : -5));
            jitter.Add(nodding, nodding);
        }

        Assert.Equal(Frames - 2, jitter.Values.Count);
        Assert.All(jitter.Values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void One_point_of_five_counts_a_fifth()
    {
        LandmarkJitter jitter = new();
        for (int i = 0; i < Frames; i++)
        {
            Point2f swing = new(i % 2 == 0 ? 2 : -2, 0);
            jitter.Add(Template with { Nose = Template.Nose + swing }, Template);
        }

        Assert.All(jitter.Values, v => Assert.Equal(2.0 / 5, v, 1e-4));
    }

    [Fact]
    public void A_frame_without_a_face_is_counted_and_bridged_by_no_value()
    {
        LandmarkJitter jitter = Jitter(i => i == 5 ? null : new Point2f(0, 0));
        Assert.Equal(1, jitter.Missed);
        Assert.Equal(Frames - 2 - 3, jitter.Values.Count);
    }

    private static LandmarkJitter Jitter(Func<int, Point2f?> offset)
    {
        LandmarkJitter jitter = new();
        for (int i = 0; i < Frames; i++)
        {
            jitter.Add(offset(i) is { } o ? Shifted(o) : null, Template);
        }

        return jitter;
    }

    private static FaceKeyPoints Shifted(Point2f by) => new(
        Template.RightEye + by, Template.LeftEye + by, Template.Nose + by, Template.RightMouthCorner + by, Template.LeftMouthCorner + by);
}
