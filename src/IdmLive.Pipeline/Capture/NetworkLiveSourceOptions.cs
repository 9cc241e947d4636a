namespace IdmLive.Pipeline.Capture;

/// <summary>How long a network source may take.</summary>
public sealed record NetworkLiveSourceOptions
{
    /// <summary>How long it may take to its first picture.</summary>
    public TimeSpan OpenLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A stream that gives nothing for so long is lost.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);
}
