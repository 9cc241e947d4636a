namespace IdmLive.Pipeline.People;

/// <summary>
/// Decides which face of a frame, if any, is worth a look for keeping: one that has been matched with confidence for some time, and whose person was not looked at just
/// now. Numbers alone; not thread-safe.
/// </summary>
internal sealed class OfferGate
{
    private readonly KeepRules _rules;
    private readonly IReadOnlySet<string> _wanted;
    private readonly Dictionary<int, (string Person, TimeSpan Since)> _sure = [];
    private readonly Dictionary<string, TimeSpan> _offered = [];
    private TimeSpan _last;

    /// <summary>Makes a gate.</summary>
    /// <param name="rules">Checked.</param>
    /// <param name="wanted">Of whom frames are kept.</param>
    public OfferGate(KeepRules rules, IReadOnlySet<string> wanted) => (_rules, _wanted) = (rules, wanted);

    /// <summary>Takes in a frame.</summary>
    /// <param name="matches">Who its faces are.</param>
    /// <param name="time">When it was shown; where it goes back, another clip has begun.</param>
    /// <returns>Index of the face whose person waits longest; -1 where none is due.</returns>
    public int Take(IReadOnlyList<PersonMatch> matches, TimeSpan time)
    {
        if (time < _last)
        {
            Restart();
        }

        _last = time;
        int chosen = -1;
        TimeSpan longest = TimeSpan.MinValue;
        foreach (int gone in _sure.Keys.Where(track => !matches.Any(m => m.TrackId == track)).ToArray())
        {
            _sure.Remove(gone);
        }

        for (int i = 0; i < matches.Count; i++)
        {
            if (matches[i] is not { Name: { } person, Score: { } score } || !_wanted.Contains(person) || !(score >= _rules.LeastScore))
            {
                _sure.Remove(matches[i].TrackId);
                continue;
            }

            if (!_sure.TryGetValue(matches[i].TrackId, out (string Person, TimeSpan Since) sure) || sure.Person != person)
            {
                _sure[matches[i].TrackId] = sure = (person, time);
            }

            TimeSpan waited = _offered.TryGetValue(person, out TimeSpan offered) ? time - offered : TimeSpan.MaxValue;
            if (time - sure.Since >= _rules.MatchedFor && waited >= _rules.Interval && waited > longest)
            {
                (chosen, longest) = (i, waited);
            }
        }

        return chosen;
    }

    /// <summary>Notes that a person is being looked at.</summary>
    /// <param name="person">Whom.</param>
    /// <param name="time">When the frame was shown.</param>
    public void Note(string person, TimeSpan time) => _offered[person] = time;

    /// <summary>Forgets everything, as at a cut.</summary>
    public void Restart()
    {
        _sure.Clear();
        _offered.Clear();
    }
}
