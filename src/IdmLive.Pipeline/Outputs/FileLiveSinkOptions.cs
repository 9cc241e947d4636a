using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Where the live output's video goes and how.</summary>
public sealed record FileLiveSinkOptions
{
    /// <summary>The file to make; its ending chooses the container.</summary>
    public required string Path { get; init; }

    /// <summary>How it is encoded.</summary>
    public VideoEncoding Encoding { get; init; } = new();

    /// <summary>Whether an existing file, or what a crashed session has left of it, is replaced.</summary>
    public bool Overwrite { get; init; }
}
