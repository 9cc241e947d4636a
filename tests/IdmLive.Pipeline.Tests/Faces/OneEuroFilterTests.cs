using IdmLive.Pipeline.Faces;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class OneEuroFilterTests
{
    private const double Step = 1 / 25.0;

    [Fact]
    public void The_first_value_and_a_constant_pass_unchanged()
    {
        OneEuroFilter filter = new(0.1, 5);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((3.25, -7), filter.Filter(3.25, -7, Step, 1));
        }
    }

    [Fact]
    public void Noise_at_rest_is_quenched()
    {
        OneEuroFilter filter = new(0.1, 5);
        Random random = new(2);
        double[] filtered = [.. Enumerable.Range(0, 400).Select(_ => filter.Filter(0.001 * Gaussian(random), 0, Step, 1).X).Skip(100)];
        Assert.InRange(Math.Sqrt(filtered.Average(v => v * v)), 1e-6, 0.00025);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void In_steady_motion_it_trails_by_no_more_than_promised(double speed)
    {
        const double coefficient = 5;
        OneEuroFilter filter = new(0.1, coefficient);
        double lag = 0;
        for (int i = 0; i < 100; i++)
        {
            lag = (i * Step * speed) - filter.Filter(i * Step * speed, 0, Step, 1).X;
        }

        Assert.InRange(lag, 0, 1 / (2 * Math.PI * coefficient) * 1.01);
    }

    [Fact]
    public void The_speed_is_that_of_the_signal()
    {
        OneEuroFilter filter = new(0.1, 5);
        for (int i = 0; i < 100; i++)
        {
            filter.Filter(i * Step * 30, i * Step * -8, Step, 0.01);
        }

        Assert.Equal(30, filter.SpeedX, 0.01);
        Assert.Equal(-8, filter.SpeedY, 0.01);
        (double x, double y) = filter.Extrapolate(0);
        (double x2, double y2) = filter.Extrapolate(Step);
        Assert.Equal(30 * Step, x2 - x, 0.01);
        Assert.Equal(-8 * Step, y2 - y, 0.01);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
