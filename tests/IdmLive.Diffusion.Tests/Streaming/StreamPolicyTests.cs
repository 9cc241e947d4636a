using IdmLive.Diffusion.Streaming;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class StreamPolicyTests
{
    private static readonly StreamingOptions Options = new();
    private readonly StreamPolicy _policy = new(Options);
    private readonly TrackHistory _known = TrackHistory.None.After(StreamMode.Cold, .01);

    [Fact]
    public void First_frame_of_a_track_is_made_from_noise()
    {
        Assert.Equal(StreamMode.Cold, _policy.Decide(TrackHistory.None, new(1, 1), mayCall: true).Mode);
        Assert.Equal(StreamMode.Passed, _policy.Decide(TrackHistory.None, new(1, 1), mayCall: false).Mode);
    }

    [Fact]
    public void Cut_uses_nothing_of_the_past_and_a_moving_mouth_does()
    {
        Assert.Equal(StreamMode.Cold, _policy.Decide(_known, new(.5, .13), mayCall: true).Mode);
        Assert.Equal(StreamMode.Warm, _policy.Decide(_known, new(.5, .02), mayCall: true).Mode);
    }

    [Fact]
    public void Still_face_is_shown_again_but_not_for_ever()
    {
        TrackHistory history = _known;
        List<StreamMode> modes = [];
        for (int i = 0; i < 20; i++)
        {
            StreamMode mode = _policy.Decide(history, new(.001, .0005), mayCall: true).Mode;
            modes.Add(mode);
            history = history.After(mode, .01);
        }

        Assert.Equal(Options.MaxSkips, modes.TakeWhile(m => m == StreamMode.Skip).Count());
        Assert.Equal(StreamMode.Warm, modes[Options.MaxSkips]);
        Assert.Equal(2, modes.Count(m => m == StreamMode.Warm));
    }

    [Fact]
    public void Fast_face_takes_less_of_the_past_than_a_slow_one()
    {
        StreamDecision slow = _policy.Decide(_known, new(.01, .003), mayCall: true), fast = _policy.Decide(_known, new(.1, .03), mayCall: true);
        Assert.Equal((Options.StillLevel, false), (slow.Level, slow.NeedsFlow));
        Assert.Equal((Options.FastLevel, true), (fast.Level, fast.NeedsFlow));
    }

    [Fact]
    public void Without_time_for_a_call_the_earlier_result_is_moved()
    {
        Assert.Equal(StreamMode.Warped, _policy.Decide(_known, new(.1, .03), mayCall: false).Mode);
        Assert.Equal(StreamMode.Skip, _policy.Decide(_known, new(.001, .0005), mayCall: false).Mode);
    }

    [Fact]
    public void Noise_of_the_camera_is_learnt_and_is_no_motion()
    {
        TrackHistory history = _known;
        Random random = new(1);
        for (int i = 0; i < 60; i++)
        {
            history = history.Seeing(.007 + (.001 * random.NextDouble()));
        }

        Assert.InRange(_policy.WithoutNoise(history, .0075), 0, Options.SkipChange);
        Assert.InRange(_policy.WithoutNoise(history, .05), .04, .046);
    }

    [Fact]
    public void Steady_motion_does_not_pass_for_noise()
    {
        TrackHistory history = _known;
        for (int i = 0; i < 1000; i++)
        {
            history = history.Seeing(.1);
        }

        Assert.True(_policy.WithoutNoise(history, .1) >= .1 - Options.MaxNoise);
    }

    [Fact]
    public void Result_that_drifts_from_the_camera_is_begun_anew_and_fades_in()
    {
        TrackHistory history = _known;
        for (int i = 0; i < 50; i++)
        {
            history = history.After(StreamMode.Warm, .01);
        }

        Assert.Equal(StreamMode.Warm, _policy.Decide(history, new(.02, .01), mayCall: true).Mode);
        StreamDecision decision = _policy.Decide(history.After(StreamMode.Warm, .05), new(.02, .01), mayCall: true);
        Assert.Equal((StreamMode.Cold, true), (decision.Mode, decision.Fades));
        Assert.Equal(StreamMode.Warm, _policy.Decide(history.After(StreamMode.Warm, .05).After(StreamMode.Cold, .012), new(.02, .01), mayCall: true).Mode);
    }

    [Theory]
    [InlineData(0.6, 0.2)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.2, 0.5)]
    public void Levels_out_of_order_are_refused(double still, double fast) =>
        Assert.Throws<ArgumentException>(() => (Options with { StillLevel = still, FastLevel = fast }).Check());
}
