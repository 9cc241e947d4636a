namespace IdmLive.Pipeline.People;

/// <summary>
/// Decides who the tracks of a stream are: numbers alone, no picture, no clock and no thread. Each track is decided by its own looks; in a frame each person
/// is given to one track at most, the better one. Not thread-safe.
/// </summary>
public sealed class PersonDecision
{
    private readonly PersonMatcherOptions _options;
    private readonly Dictionary<int, (TrackIdentity Identity, long LastFrame)> _tracks = [];
    private readonly Dictionary<string, int> _holders = [];
    private long _frame;

    /// <summary>Begins without tracks.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public PersonDecision(PersonMatcherOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
    }

    /// <summary>Tracks that are remembered.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>Whether the next look at a track may decide something; true for a new track.</summary>
    public bool IsOpen(int track) => !_tracks.TryGetValue(track, out (TrackIdentity Identity, long LastFrame) t) || t.Identity.IsOpen;

    /// <summary>Takes in a look at a track. Looks at tracks that were forgotten, or never were in a frame, count for nothing.</summary>
    /// <param name="track">The track.</param>
    /// <param name="scores">Each enrolled person's; at least one.</param>
    public void Look(int track, IReadOnlyList<PersonScore> scores)
    {
        if (_tracks.TryGetValue(track, out (TrackIdentity Identity, long LastFrame) t))
        {
            t.Identity.Look(scores);
        }
    }

    /// <summary>Brings the tracks of the next frame in, before looks at them.</summary>
    /// <param name="tracks">Its tracks.</param>
    public void Begin(IEnumerable<int> tracks)
    {
        _frame++;
        foreach (int track in tracks)
        {
            _tracks[track] = (_tracks.TryGetValue(track, out (TrackIdentity Identity, long LastFrame) t) ? t.Identity : new(_options), _frame);
        }

        foreach ((int track, (TrackIdentity Identity, long LastFrame) t) in _tracks)
        {
            if (_frame - t.LastFrame > _options.ForgetAfter)
            {
                _tracks.Remove(track);
            }
        }
    }

    /// <summary>Who the tracks of the frame are.</summary>
    /// <param name="tracks">As <see cref="Begin"/> got them; where nothing else tells whose an assumed person is, the first.</param>
    /// <returns>One match for each, in that order.</returns>
    public IReadOnlyList<PersonMatch> Assign(IReadOnlyList<int> tracks)
    {
        PersonMatch[] matches = new PersonMatch[tracks.Count];
        for (int i = 0; i < matches.Length; i++)
        {
            TrackIdentity t = _tracks[tracks[i]].Identity;
            matches[i] = new(tracks[i], t.Person, t.Score, t.Reason);
        }

        foreach (string person in matches.Where(m => m.Name is not null).Select(m => m.Name!).Distinct().ToArray())
        {
            int winner = Winner(person, matches);
            _holders[person] = winner;
            for (int i = 0; i < matches.Length; i++)
            {
                if (matches[i].Name == person && matches[i].TrackId != winner)
                {
                    matches[i] = matches[i] with { Name = null, Reason = $"{person} is given to another face" };
                }
            }
        }

        return matches;
    }

    /// <summary>Forgets everything, as at a cut.</summary>
    public void Restart()
    {
        _tracks.Clear();
        _holders.Clear();
    }

    /// <summary>The track that a person is given to: who has it keeps it unless another is clearly better.</summary>
    private int Winner(string person, PersonMatch[] matches)
    {
        PersonMatch[] claims = [.. matches.Where(m => m.Name == person)];

        // Stable: of those that nobody has looked at the first.
        PersonMatch best = claims.OrderByDescending(c => c.Score ?? -1).First();
        foreach (PersonMatch claim in claims)
        {
            if (_holders.TryGetValue(person, out int holder) && claim.TrackId == holder)
            {
                bool isClear = claim.Score is { } own ? best.Score - own >= _options.Margin : best.Score >= _options.EnterScore;
                return isClear ? best.TrackId : holder;
            }
        }

        return best.TrackId;
    }
}
