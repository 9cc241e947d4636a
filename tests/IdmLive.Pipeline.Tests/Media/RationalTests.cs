using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Tests.Media;

public sealed class RationalTests
{
    [Theory]
    [InlineData("30000/1001", 30000, 1001)]
    [InlineData("16:15", 16, 15)]
    [InlineData("25", 25, 1)]
    [InlineData("-1/2", -1, 2)]
    public void It_reads_what_ffprobe_prints(string text, long numerator, long denominator) =>
        Assert.Equal(new Rational(numerator, denominator), Rational.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("N/A")]
    [InlineData("0/0")]
    [InlineData("1/x")]
    public void What_is_no_fraction_is_not_positive(string? text) => Assert.False(Rational.Parse(text).IsPositive);

    [Fact]
    public void Times_are_rounded_once_and_stay_exact_after_hours()
    {
        Rational ntsc = new(1001, 30000);
        Assert.Equal(TimeSpan.FromSeconds(1001), ntsc.ToTime(30000));
        Assert.Equal(TimeSpan.FromTicks(333667), ntsc.ToTime(1));
        Assert.Equal(TimeSpan.FromSeconds(1001 * 500L), ntsc.ToTime(30000 * 500L));
    }
}
