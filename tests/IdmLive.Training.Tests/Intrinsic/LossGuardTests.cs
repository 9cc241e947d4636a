using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class LossGuardTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Loss_that_is_no_number_is_trouble_at_once(double loss) => Assert.Contains("became", new LossGuard().Judge(loss));

    [Fact]
    public void Explosion_is_trouble_once_the_average_has_settled()
    {
        LossGuard guard = new();
        Assert.Null(guard.Judge(.1));
        Assert.Null(guard.Judge(5));
        guard.Reset();
        for (int i = 0; i < 50; i++)
        {
            Assert.Null(guard.Judge(.1 + (.05 * (i % 2))));
        }

        Assert.Null(guard.Judge(.9));
        Assert.Contains("rose", guard.Judge(2));
    }

    [Fact]
    public void Slow_rise_is_no_trouble()
    {
        LossGuard guard = new();
        for (int i = 0; i < 300; i++)
        {
            Assert.Null(guard.Judge(.1 * Math.Pow(1.01, i)));
        }
    }
}
