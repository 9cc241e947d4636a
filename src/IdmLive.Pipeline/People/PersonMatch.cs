namespace IdmLive.Pipeline.People;

/// <summary>How like an enrolled person a face is.</summary>
/// <param name="Name">The person.</param>
/// <param name="Score">Mean cosine with the person's nearest embeddings, -1 to 1.</param>
public readonly record struct PersonScore(string Name, double Score);

/// <summary>Who a track is taken for in a frame.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="Name">The person whose parameters are used; null for nobody.</param>
/// <param name="Score">What the last look said: of <paramref name="Name"/> where there is one, else of the nearest person; null before the first look.</param>
/// <param name="Reason">Why, in a few words.</param>
public readonly record struct PersonMatch(int TrackId, string? Name, double? Score, string Reason);
