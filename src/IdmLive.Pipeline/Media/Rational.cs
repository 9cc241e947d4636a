using System.Globalization;

namespace IdmLive.Pipeline.Media;

/// <summary>A fraction as containers state frame rates (30000/1001) and time bases (1/12800). 0/0 stands for "not stated".</summary>
public readonly record struct Rational(long Numerator, long Denominator)
{
    /// <summary>Whether the fraction is a number above 0.</summary>
    public bool IsPositive => Numerator > 0 && Denominator > 0;

    /// <summary>The fraction as a floating-point number; 0 where it is not stated.</summary>
    public double Value => Denominator == 0 ? 0 : (double)Numerator / Denominator;

    /// <summary>Reads <c>30000/1001</c> or <c>25</c>; anything else gives 0/0.</summary>
    /// <param name="text">A fraction with <c>/</c> or <c>:</c> between its parts, or a whole number.</param>
    public static Rational Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        int bar = text.AsSpan().IndexOfAny('/', ':');
        if (bar < 0)
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? new(whole, 1) : default;
        }

        return long.TryParse(text.AsSpan(0, bar), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n)
            && long.TryParse(text.AsSpan(bar + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long d)
            && d != 0
            ? new(n, d)
            : default;
    }

    /// <summary>The time of a number of ticks of this time base.</summary>
    public TimeSpan ToTime(long ticks) =>
        TimeSpan.FromTicks((long)decimal.Round((decimal)ticks * Numerator * TimeSpan.TicksPerSecond / Denominator));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
