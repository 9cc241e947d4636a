using IdmLive.Pipeline.Faces;

namespace IdmLive.Tools.Preparing;

/// <summary>A crop as it was cut, before it is judged.</summary>
/// <param name="Face">The face it was aligned to; null where none was looked for.</param>
/// <param name="SquareSide">Side of the square of the source that it shows, pixels.</param>
/// <param name="Inside">Part of that square inside the picture, 0 to 1.</param>
/// <param name="Sharpness">Variance of the Laplacian at 256 px.</param>
/// <param name="Hash">Perceptual hash.</param>
internal sealed record CropCut(DetectedFace? Face, double SquareSide, double Inside, double Sharpness, ulong Hash)
{
    /// <summary>What <see cref="PictureLikeness"/> compares.</summary>
    public required byte[] Thumbnail { get; init; }

    /// <summary>PNG bytes for each size.</summary>
    public IReadOnlyList<(int Size, byte[] Png)> Pictures { get; init; } = [];
}
