namespace IdmLive.App.Live;

/// <summary>How sources and sinks are written: a kind and, behind a colon, what it needs.</summary>
internal static class LiveSpec
{
    /// <summary>Takes one apart; what stands behind the first colon may hold others.</summary>
    public static (string Kind, string Detail) Split(string spec)
    {
        int colon = spec.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (spec, string.Empty) : (spec[..colon], spec[(colon + 1)..]);
    }
}
