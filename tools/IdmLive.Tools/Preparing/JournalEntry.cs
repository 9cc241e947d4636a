using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>A line of the journal: a picture or frame whose crops lie in their place, or the end of a source.</summary>
internal sealed record JournalEntry
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>Its length in bytes; with the time of its last change it tells that it is the same without reading it.</summary>
    public required long Length { get; init; }

    /// <summary>Time of its last change, ticks of UTC.</summary>
    public required long Modified { get; init; }

    /// <summary>Hash of the whole file; null where it could not be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Number of the frame in its video; null for pictures and for the end of a video.</summary>
    public long? Frame { get; init; }

    /// <summary>Which of the video's stretches of time the frame stands for; null for pictures and for the end of a video.</summary>
    public long? Stretch { get; init; }

    /// <summary>Its crops, kept and set aside.</summary>
    public IReadOnlyList<CropRecord> Crops { get; init; } = [];

    /// <summary>Why the source gave no crop, or not all that it holds.</summary>
    public string? Skipped { get; init; }

    /// <summary>Whether the source is done with this entry.</summary>
    public bool Done { get; init; }

    /// <summary>Whether all that was said of the source before is void, because files of its crops are gone.</summary>
    public bool Anew { get; init; }
}
