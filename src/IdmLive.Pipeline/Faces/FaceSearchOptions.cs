namespace IdmLive.Pipeline.Faces;

/// <summary>
/// How thoroughly an image is searched for small faces. A detector sees every picture at its own small size, so a face that is small
/// in a large picture is found only by looking at parts ("tiles") of it.
/// </summary>
public sealed record FaceSearchOptions
{
    /// <summary>For single images: every tile, faces down to 20 pixels. Takes a network call for each 160 x 160 pixels of the image.</summary>
    public static FaceSearchOptions Photo { get; } = new();

    /// <summary>
    /// For the frames of a video: the whole frame each time, tiles in turn, and the places where faces were a frame ago. A face that
    /// the whole frame shows well costs one network call a frame, a smaller one two.
    /// </summary>
    public static FaceSearchOptions Video { get; } = new() { SmallestFace = 40, Tiles = FaceSearchTiles.InTurn };

    /// <summary>Width in pixels of the smallest face that is to be found, 8 or more.</summary>
    public double SmallestFace { get; init; } = 20;

    /// <summary>When tiles are looked at.</summary>
    public FaceSearchTiles Tiles { get; init; } = FaceSearchTiles.EveryImage;

    /// <summary>With <see cref="FaceSearchTiles.InTurn"/>: one tile every so many images, 1 or more.</summary>
    public int ImagesPerTile { get; init; } = 4;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        if (!(SmallestFace >= 8) || !double.IsFinite(SmallestFace))
        {
            throw new ArgumentOutOfRangeException(nameof(SmallestFace), SmallestFace, "The smallest face searched for must be 8 pixels or wider.");
        }

        if (ImagesPerTile < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(ImagesPerTile), ImagesPerTile, "Images per tile must be 1 or more.");
        }

        if (!Enum.IsDefined(Tiles))
        {
            throw new ArgumentOutOfRangeException(nameof(Tiles), Tiles, "Tiles must be Never, EveryImage or InTurn.");
        }
    }
}
