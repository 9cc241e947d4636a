using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>What is prepared, where to and how.</summary>
public sealed record PrepareOptions
{
    /// <summary>Folders of pictures and videos, searched with their sub-folders, or single files.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The prepared folder: new, empty, or one of an earlier run with the same rules, which goes on.</summary>
    public required string Output { get; init; }

    /// <summary>How crops are cut and which are used.</summary>
    public CropRules Rules { get; init; } = new();

    /// <summary>Pictures that are looked at at the same time, 1 or more.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
