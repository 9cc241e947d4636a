using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Live;

/// <summary>Keeps who the tracks of a run were taken for: the newest tracks, so that memory does not grow. Not thread-safe.</summary>
internal sealed class PeopleRecord
{
    private const int MostTracks = 64;

    private readonly Dictionary<int, TrackPerson> _tracks = [];

    /// <summary>The tracks, in the order of their numbers.</summary>
    public IReadOnlyList<TrackPerson> Tracks => [.. _tracks.Values.OrderBy(t => t.Track)];

    /// <summary>Takes in a frame.</summary>
    public void Add(IReadOnlyList<PersonMatch> matches)
    {
        foreach (PersonMatch match in matches)
        {
            TrackPerson before = _tracks.GetValueOrDefault(match.TrackId);
            _tracks[match.TrackId] = new(
                match.TrackId, match.Name ?? before.Name, match.Score, match.Reason, before.Frames + 1, before.PersonalFrames + (match.Name is null ? 0 : 1));
            if (_tracks.Count > MostTracks)
            {
                _tracks.Remove(_tracks.Keys.Min());
            }
        }
    }
}
