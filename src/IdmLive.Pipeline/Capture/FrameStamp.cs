using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Capture;

/// <summary>Where and when a frame was captured; travels with everything that is derived from it.</summary>
/// <param name="Sequence">
/// Number of the frame in its source, from 0; grows. A file that is read leaves none out; a live source that is read too slowly does, as a
/// camera would.
/// </param>
/// <param name="CapturedTicks"><see cref="System.Diagnostics.Stopwatch"/> ticks at which the frame was there.</param>
/// <param name="Pts">Presentation time in <see cref="TimeBase"/> units; grows from frame to frame, by any amount.</param>
/// <param name="TimeBase">The unit of <see cref="Pts"/> in seconds.</param>
public readonly record struct FrameStamp(long Sequence, long CapturedTicks, long Pts, Rational TimeBase)
{
    /// <summary>Presentation time.</summary>
    public TimeSpan MediaTime => TimeBase.ToTime(Pts);
}
