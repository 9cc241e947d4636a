namespace IdmLive.Pipeline.Media;

/// <summary>The unit of time of an MP4 track, in which every time stamp of a stream is a whole number.</summary>
/// <param name="Timescale">Units a second.</param>
/// <param name="UnitsPerTick">Units of one tick of the stream's time base; 0 where the time base is too fine and stamps are rounded.</param>
/// <param name="TimeBase">The stream's time base.</param>
internal readonly record struct TrackClock(long Timescale, long UnitsPerTick, Rational TimeBase)
{
    private const long FinestTimescale = 10_000_000;
    private const long Microseconds = 1_000_000;

    /// <summary>The timescale of the finished file: the denominator of the stream's time base.</summary>
    public long FinalTimescale => UnitsPerTick == 0 ? Timescale : TimeBase.Denominator;

    /// <summary>Makes the clock of a stream.</summary>
    public static TrackClock For(Rational timeBase, Rational frameRate)
    {
        if (timeBase.Denominator > FinestTimescale)
        {
            return new(Microseconds, 0, timeBase);
        }

        // ffmpeg counts in the same unit on its way to us and must find room between two frames at the nominal rate.
        long factor = Math.Max(1, (long)Math.Ceiling(10 * frameRate.Value / timeBase.Denominator));
        return new(timeBase.Denominator * factor, timeBase.Numerator * factor, timeBase);
    }

    /// <summary>A time stamp of the stream in units of the track.</summary>
    public long FromPts(long pts) =>
        UnitsPerTick > 0 ? pts * UnitsPerTick : (long)decimal.Round((decimal)pts * TimeBase.Numerator * Timescale / TimeBase.Denominator);
}
