using IdmLive.Diffusion.Schedules;

namespace IdmLive.Diffusion.Tests.Schedules;

public sealed class DdpmScheduleTests
{
    private readonly DdpmSchedule _schedule = new();

    [Theory]
    [InlineData(1e-4)]
    [InlineData(.2)]
    [InlineData(.8)]
    [InlineData(.99)]
    public void Forward_process_preserves_the_variance_of_unit_images(double level)
    {
        ForwardWeights w = _schedule.Forward(level);
        Assert.Equal(1, (w.X * w.X) + (w.Noise * w.Noise), 12);
        Assert.Equal(level, w.X * w.X, 12);
    }

    [Theory]
    [InlineData(1e-4, .2)]
    [InlineData(.2, .5)]
    [InlineData(.5, .8)]
    public void Ancestral_step_is_the_product_of_the_two_Gaussians(double from, double to)
    {
        // q(x_t | x_s) = N(sqrt(a) x_s, 1 - a) and q(x_s | x_0) = N(sqrt(to) x_0, 1 - to), multiplied and normalised.
        double a = from / to;
        double precision = (a / (1 - a)) + (1 / (1 - to));
        StepWeights step = _schedule.Ancestral(from, to);
        Assert.Equal(1 / precision, step.Noise * step.Noise, 12);
        Assert.Equal(Math.Sqrt(a) / (1 - a) / precision, step.Xt, 12);
        Assert.Equal(Math.Sqrt(to) / (1 - to) / precision, step.X0, 12);
        Assert.Equal(0, step.Y);
    }

    [Fact]
    public void Ancestral_steps_keep_the_marginals_of_the_forward_process()
    {
        // Monte Carlo: x_t drawn at one level and stepped with the true x has to be distributed as x_s.
        const double X = .37;
        (double from, double to) = (.2, .5);
        ForwardWeights wt = _schedule.Forward(from), ws = _schedule.Forward(to);
        StepWeights step = _schedule.Ancestral(from, to);
        Random random = new(11);
        const int N = 200_000;
        double sum = 0, squares = 0;
        for (int i = 0; i < N; i++)
        {
            double xt = (wt.X * X) + (wt.Noise * Normal(random));
            double xs = (step.X0 * X) + (step.Xt * xt) + (step.Noise * Normal(random));
            sum += xs;
            squares += xs * xs;
        }

        double mean = sum / N;
        Assert.Equal(ws.X * X, mean, 5 * ws.Noise / Math.Sqrt(N));
        Assert.Equal(ws.Noise * ws.Noise, (squares / N) - (mean * mean), 5 * Math.Sqrt(2.0 / N));
    }

    [Fact]
    public void Ddim_step_moves_along_the_same_noise()
    {
        (double x, double eps) = (.4, -1.3);
        ForwardWeights wt = _schedule.Forward(.2), ws = _schedule.Forward(.8);
        StepWeights step = _schedule.Ddim(.2, .8);
        double xt = (wt.X * x) + (wt.Noise * eps);
        Assert.Equal((ws.X * x) + (ws.Noise * eps), (step.X0 * x) + (step.Xt * xt), 12);
        Assert.Equal(0, step.Noise);
    }

    [Fact]
    public void Level_lists_run_from_noise_to_image_and_share_their_start()
    {
        foreach (int k in LevelLists.Steps)
        {
            double[] levels = _schedule.Levels(k);
            Assert.Equal(k, levels.Length);
            Assert.Equal(DdpmSchedule.Noisiest, levels[0]);
            Assert.Equal(levels.Order(), levels);
            Assert.Equal(k, levels.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Unknown_numbers_of_steps_are_refused_with_the_known_ones(int steps)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => _schedule.Levels(steps));
        Assert.Contains("1, 2, 4, 10", e.Message);
    }

    internal static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
