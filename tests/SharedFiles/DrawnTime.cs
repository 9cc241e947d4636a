namespace IdmLive.Tests.SharedFiles;

/// <summary>A clock that goes when it is told to.</summary>
internal sealed class DrawnTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(double milliseconds) => _ticks += (long)(milliseconds * TimeSpan.TicksPerMillisecond);
}
