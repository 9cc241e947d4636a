using System.Text.Json.Serialization;

namespace IdmLive.Training.Data;

/// <summary>What a crop is for.</summary>
public enum CropSplit
{
    /// <summary>Trained on.</summary>
    Train,

    /// <summary>Looked at while training.</summary>
    Validation,

    /// <summary>Measured on once training is over.</summary>
    Test,
}

/// <summary>Whether a crop is used.</summary>
public enum CropState
{
    /// <summary>Used.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,

    /// <summary>Not used, for the reason stated beside; its files stay.</summary>
    [JsonStringEnumMemberName("set aside")]
    SetAside,
}

/// <summary>A file of a crop.</summary>
/// <param name="Size">Width and height, pixels.</param>
/// <param name="Path">Relative to the manifest, with slashes.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of the whole file.</param>
public sealed record CropFile(int Size, string Path, long Bytes, string Sha256);

/// <summary>A crop of a prepared folder. Pixel centres lie at integers.</summary>
public sealed record CropRecord
{
    /// <summary>Unique: the beginning of the source's hash, the frame of a video, and the number of the face in the picture.</summary>
    public required string Id { get; init; }

    /// <summary>The file it was cut from, relative to the parent of the folder that was given, with slashes.</summary>
    public required string Source { get; init; }

    /// <summary>Lower-case hexadecimal hash of that file.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>When the frame is shown, seconds; null for a picture.</summary>
    public double? FrameSeconds { get; init; }

    /// <summary>Confidence of the detector, 0 to 1; null where no face was looked for.</summary>
    public double? Score { get; init; }

    /// <summary>
    /// Five points (x, y) in pixels of the upright source: right eye, left eye, nose, right and left corner of the mouth, right and left
    /// being the person's own; null where no face was looked for.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Landmarks { get; init; }

    /// <summary>Width of the face's box in pixels of the source; null where no face was looked for.</summary>
    public double? FaceWidth { get; init; }

    /// <summary>Side of the square of the source that the crop shows, pixels.</summary>
    public required double SquareSide { get; init; }

    /// <summary>Part of that square that lies inside the picture, 0 to 1; the rest shows the mirrored picture.</summary>
    public required double Inside { get; init; }

    /// <summary>Variance of the Laplacian of the grey crop's middle at 256 px; grows with sharpness, and with noise.</summary>
    public required double Sharpness { get; init; }

    /// <summary>Perceptual hash: 16 hexadecimal digits; few bits differ between copies of a picture.</summary>
    public required string Hash { get; init; }

    /// <summary>Correlation of its fine structure with that of the crop it is a copy of, 0 to 1; null where it is no copy.</summary>
    public double? Likeness { get; init; }

    /// <summary>What it is for.</summary>
    public required CropSplit Split { get; init; }

    /// <summary>Whether it is used.</summary>
    public required CropState State { get; init; }

    /// <summary>Why it is not used; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Its files, by growing size; a size that would enlarge the source too much is left out.</summary>
    public required IReadOnlyList<CropFile> Files { get; init; }
}
