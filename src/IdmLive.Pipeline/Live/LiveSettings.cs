namespace IdmLive.Pipeline.Live;

/// <summary>What can be changed while the line runs; posted to it as a whole.</summary>
public sealed record LiveSettings
{
    /// <summary>0 passes every frame as it came, 1 takes the whole restoration.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence.</exception>
    public void Check()
    {
        if (!(Strength is >= 0 and <= 1))
        {
            throw new ArgumentException($"The strength is {Strength}; it has to lie between 0 and 1.");
        }
    }
}
