namespace IdmLive.Pipeline.Live;

/// <summary>Where a frame's time went, in milliseconds.</summary>
public readonly record struct FrameTimes
{
    /// <summary>From capture until work on it began.</summary>
    public double Wait { get; init; }

    /// <summary>Finding, following and cutting faces.</summary>
    public double Find { get; init; }

    /// <summary>The network and what belongs to it.</summary>
    public double Restore { get; init; }

    /// <summary>The part of <see cref="Restore"/> that the network's calls took, which grows with the number of pixels; 0 where there was none.</summary>
    public double Network { get; init; }

    /// <summary>From the end of restoring until the sinks had it: waiting for the output's thread, pasting back, handing over.</summary>
    public double Output { get; init; }

    /// <summary>From capture to the sinks.</summary>
    public double Total => Wait + Find + Restore + Output;
}
