namespace IdmLive.App.Live;

/// <summary>What besides the source itself the user says about it.</summary>
internal sealed record LiveSourceSettings
{
    /// <summary>Whether a file begins again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Whether a file's frames come as fast as they can be decoded, every one of them.</summary>
    public bool Fast { get; init; }

    /// <summary>The clock that sources run by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
