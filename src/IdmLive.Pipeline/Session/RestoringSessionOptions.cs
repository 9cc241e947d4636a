namespace IdmLive.Pipeline.Session;

/// <summary>Settings of <see cref="RestoringSession"/>.</summary>
public sealed record RestoringSessionOptions
{
    /// <summary>0 leaves every frame as it is (no restorer is called), 1 takes the whole restoration.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Seed of the noise; each track draws its own from it.</summary>
    public long Seed { get; init; }

    /// <summary>Whether the sink gets the input to the left of the restored frame, twice as wide.</summary>
    public bool SideBySide { get; init; }

    /// <summary>Frames after which the detector starts afresh, so that a run can be resumed there; 0 for never.</summary>
    public int DetectionInterval { get; init; }

    /// <summary>Frames that may wait between two stages, 1 or more. More evens out slow frames and takes memory.</summary>
    public int QueueDepth { get; init; } = 2;

    /// <summary>Whether all stages run one after the other on the calling thread.</summary>
    public bool SingleThread { get; init; }

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        if (!(Strength >= 0 && Strength <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Strength), Strength, "The strength of a restoration must lie between 0 and 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(DetectionInterval);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
    }
}
