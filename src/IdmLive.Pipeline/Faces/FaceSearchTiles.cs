namespace IdmLive.Pipeline.Faces;

/// <summary>When a face search looks at the tiles of an image.</summary>
public enum FaceSearchTiles
{
    /// <summary>The whole image only.</summary>
    Never,

    /// <summary>All tiles of every image.</summary>
    EveryImage,

    /// <summary>
    /// For video: all tiles of the first image and of one where a face was lost, otherwise a tile now and then. Faces found so are
    /// looked for again at their place in the next image.
    /// </summary>
    InTurn,
}
