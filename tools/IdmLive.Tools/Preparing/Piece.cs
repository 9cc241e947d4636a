using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>What is looked at at once: a picture, a frame of a video, or (without a frame) the end of a video.</summary>
/// <param name="Source">The file.</param>
internal sealed record Piece(SourceFile Source)
{
    /// <summary>Hash of a video; null for a picture, whose hash is taken when it is looked at, and where the video cannot be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The frame, 8-bit BGR, owned by whoever looks at the piece; null for a picture and for the end of a video.</summary>
    public Mat? Frame { get; init; }

    /// <summary>Number of the frame in its video.</summary>
    public long? Number { get; init; }

    /// <summary>Which of the video's stretches of time it stands for.</summary>
    public long? Stretch { get; init; }

    /// <summary>When the frame is shown.</summary>
    public double? Seconds { get; init; }

    /// <summary>At the end of a video: what went wrong with it; null where nothing did.</summary>
    public string? Fault { get; init; }
}

/// <summary>What a piece gave.</summary>
/// <param name="Piece">The piece; its frame is disposed of.</param>
/// <param name="Sha256">Hash of the source; null where it could not be read.</param>
/// <param name="Cuts">Its crops.</param>
/// <param name="Skipped">Why there is none; null where there are some, or where that is said at the end of the video.</param>
internal sealed record PieceResult(Piece Piece, string? Sha256, IReadOnlyList<CropCut> Cuts, string? Skipped);
