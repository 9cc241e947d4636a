namespace IdmLive.Pipeline.Live;

/// <summary>
/// Collects a line's young garbage every few seconds. Left alone the collector waits until as much has gathered as the processor's cache holds, which for
/// the short-lived wrappers of matrices and tensors takes minutes: memory grows meanwhile as if something leaked, and what the wrappers hold outside the
/// collector's heap waits with them. A collection of the young takes about a millisecond, since next to nothing survives. One thread.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class YoungGarbage(TimeProvider time)
{
    private const int Young = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private long _last = time.GetTimestamp();

    /// <summary>Collections that were asked for.</summary>
    public int Collections { get; private set; }

    /// <summary>Collects when it is time; to be called after a frame has left.</summary>
    public void AfterFrame()
    {
        if (time.GetElapsedTime(_last) >= Interval)
        {
            _last = time.GetTimestamp();
            Collections++;
            GC.Collect(Young, GCCollectionMode.Forced, blocking: true);
        }
    }
}
