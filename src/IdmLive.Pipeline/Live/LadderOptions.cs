namespace IdmLive.Pipeline.Live;

/// <summary>Settings of <see cref="DeadlineLadder"/>.</summary>
public sealed record LadderOptions
{
    /// <summary>Delay that a frame may get, capture to sink; above 0.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Sizes that the network can run at, largest first; none where there is no network.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [256, 192, 128];

    /// <summary>Share of the budget that a rung may be expected to take, above 0 and below 1: the rest is for what is not expected.</summary>
    public double Reserve { get; init; } = .9;

    /// <summary>Share of the time between frames that finding and restoring may take: above 1 frames are lost for good.</summary>
    public double Load { get; init; } = .95;

    /// <summary>How long a higher rung must have been affordable before it is taken.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that patience grows to when higher rungs turn out not to hold.</summary>
    public TimeSpan LongestPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it waits after a hiccup of the machine: frames were late, and the rung's means fit all the same.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(.3);

    /// <summary>The longest that this wait grows to when hiccups come again and again, and how long a rung has to hold to be waited for no longer than at first.</summary>
    public TimeSpan LongestRecovery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence that names the setting.</exception>
    internal void Check()
    {
        if (!(Budget > TimeSpan.Zero))
        {
            throw new ArgumentException($"The budget of a frame is {Budget.TotalMilliseconds:0.#} ms; it has to be above 0.");
        }

        if (!(Reserve is > 0 and < 1) || !(Load is > 0 and <= 1))
        {
            throw new ArgumentException($"Reserve is {Reserve} and Load {Load}; they have to lie above 0 and not above 1.");
        }

        if (Recovery < TimeSpan.Zero || LongestRecovery < Recovery)
        {
            throw new ArgumentException($"Recovery is {Recovery} and LongestRecovery {LongestRecovery}; the second has to be the longer one.");
        }

        if (Patience < TimeSpan.Zero || LongestPatience < Patience)
        {
            throw new ArgumentException($"Patience is {Patience} and LongestPatience {LongestPatience}; the second has to be the longer one.");
        }
    }
}
