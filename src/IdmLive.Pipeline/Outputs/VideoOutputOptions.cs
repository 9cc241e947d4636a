using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Where a restored video goes and how.</summary>
public sealed record VideoOutputOptions
{
    /// <summary>The file to make; its ending chooses the container.</summary>
    public required string Path { get; init; }

    /// <summary>Width of its frames in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of its frames in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>How it is encoded.</summary>
    public VideoEncoding Encoding { get; init; } = new();

    /// <summary>
    /// Length of the segments that are encoded one by one, above zero. An interrupted run goes on at the start of the segment it was
    /// in; each segment starts with a key frame.
    /// </summary>
    public TimeSpan SegmentLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether an existing output, or what an interrupted run has left, is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether to go on where an interrupted run stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Everything else that decides about the output's bits, by name: model, steps, seed, ... A run is resumed only with the same.</summary>
    public IReadOnlyDictionary<string, string> RunOptions { get; init; } = new Dictionary<string, string>();
}
