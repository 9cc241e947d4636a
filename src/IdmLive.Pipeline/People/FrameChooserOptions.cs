namespace IdmLive.Pipeline.People;

/// <summary>Settings of <see cref="FrameChooser"/>.</summary>
public sealed record FrameChooserOptions
{
    /// <summary>Frames to train on, at most; 2 or more.</summary>
    public int Training { get; init; } = 64;

    /// <summary>Frames to measure by, at most; 1 or more.</summary>
    public int HeldOut { get; init; } = 24;

    /// <summary>Part of the time, or of the photos, that is held out; above 0, below 1.</summary>
    public double HeldOutShare { get; init; } = .25;

    /// <summary>Length of a block of time about, whose later part is held out; above zero.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time between a frame to train on and one to measure by, at least; a tenth of the block where that is shorter.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(.5);

    /// <summary>What a frame must be like.</summary>
    public FrameRules Rules { get; init; } = new();

    /// <summary>Throws where a setting is out of range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Training, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeldOut, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Block, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Gap, TimeSpan.Zero);
        if (!(HeldOutShare > 0 && HeldOutShare < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(HeldOutShare), HeldOutShare, "The part that is held out must lie between 0 and 1.");
        }
    }
}
