namespace IdmLive.Pipeline.Faces;

/// <summary>A face of a video with its identity and its steadied alignment.</summary>
/// <param name="TrackId">1 or more; stays with the face as long as it is followed, and is never given to another.</param>
/// <param name="Face">What the detector found; where it found nothing, the last finding moved to where the face should be.</param>
/// <param name="ImageToCrop">The steadied alignment.</param>
public readonly record struct TrackedFace(int TrackId, DetectedFace Face, SimilarityTransform ImageToCrop)
{
    /// <summary>How long ago the detector last found the face; zero where it did in this frame.</summary>
    public TimeSpan Unseen { get; init; }
}
