namespace IdmLive.Pipeline.Restoring;

/// <summary>The seed of a track's noise.</summary>
public static class TrackSeed
{
    /// <summary>The noise of a track in a run: spread over all numbers by the finaliser of SplitMix64 (Steele et al. 2014), so that neighbours share nothing.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="trackId">The track.</param>
    public static long Of(long seed, int trackId)
    {
        unchecked
        {
            ulong z = (ulong)seed + (0x9E3779B97F4A7C15UL * ((ulong)trackId + 1));
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (long)(z ^ (z >> 31));
        }
    }
}
