using IdmLive.Diffusion.Schedules;

namespace IdmLive.Diffusion.Tests.Schedules;

public sealed class ShiftScheduleTests
{
    private readonly ShiftSchedule _schedule = new(.7);

    [Fact]
    public void Forward_process_shifts_towards_the_low_quality_image()
    {
        ForwardWeights w = _schedule.Forward(.25);
        Assert.Equal(new ForwardWeights(.75, .25, .35), w);
    }

    [Fact]
    public void Ancestral_steps_keep_the_marginals_of_the_forward_process()
    {
        (double x, double y) = (.5, -.2);
        (double from, double to) = (.55, .25);
        ForwardWeights wt = _schedule.Forward(from), ws = _schedule.Forward(to);
        StepWeights step = _schedule.Ancestral(from, to);
        Random random = new(5);
        const int N = 200_000;
        double sum = 0, squares = 0;
        for (int i = 0; i < N; i++)
        {
            double xt = (wt.X * x) + (wt.Y * y) + (wt.Noise * DdpmScheduleTests.Normal(random));
            double xs = (step.X0 * x) + (step.Xt * xt) + (step.Y * y) + (step.Noise * DdpmScheduleTests.Normal(random));
            sum += xs;
            squares += xs * xs;
        }

        double mean = sum / N;
        Assert.Equal((ws.X * x) + (ws.Y * y), mean, 5 * ws.Noise / Math.Sqrt(N));
        Assert.Equal(ws.Noise * ws.Noise, (squares / N) - (mean * mean), 5 * Math.Sqrt(2.0 / N) * ws.Noise * ws.Noise);
    }

    [Fact]
    public void Ddim_step_moves_along_the_same_noise()
    {
        (double x, double y, double eps) = (.5, -.2, 1.1);
        ForwardWeights wt = _schedule.Forward(.55), ws = _schedule.Forward(.06);
        StepWeights step = _schedule.Ddim(.55, .06);
        double xt = (wt.X * x) + (wt.Y * y) + (wt.Noise * eps);
        double expected = (ws.X * x) + (ws.Y * y) + (ws.Noise * eps);
        Assert.Equal(expected, (step.X0 * x) + (step.Xt * xt) + (step.Y * y), 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(5)]
    public void Noise_scales_out_of_range_are_refused(double kappa) =>
        Assert.Throws<ArgumentException>(() => new ShiftSchedule(kappa));
}
