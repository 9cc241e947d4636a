namespace IdmLive.Pipeline.Live;

/// <summary>Who a track was taken for over a run.</summary>
/// <param name="Track">The track.</param>
/// <param name="Name">The person it was taken for last; null where it never was anybody known.</param>
/// <param name="Score">What the last look said; null where nobody looked.</param>
/// <param name="Reason">Why, as of its last frame.</param>
/// <param name="Frames">Frames with the track.</param>
/// <param name="PersonalFrames">Frames of these in which it was taken for somebody.</param>
public readonly record struct TrackPerson(int Track, string? Name, double? Score, string Reason, long Frames, long PersonalFrames);
