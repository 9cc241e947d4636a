using System.Globalization;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Who one track is, by the looks at it alone: several that agree are needed to be taken for somebody, one that clearly disagrees ends it.
/// </summary>
internal sealed class TrackIdentity
{
    private readonly PersonMatcherOptions _options;
    private string? _candidate;
    private int _agreeing;

    /// <summary>Begins a track; with a forced person it is assumed to be that person.</summary>
    /// <param name="options">Checked.</param>
    public TrackIdentity(PersonMatcherOptions options)
    {
        _options = options;
        Person = options.Forced;
        Reason = options.Forced is null ? "not looked at yet" : "assumed";
    }

    /// <summary>Who it is taken for; null for nobody.</summary>
    public string? Person { get; private set; }

    /// <summary>What the last look said; null before the first.</summary>
    public double? Score { get; private set; }

    /// <summary>Why.</summary>
    public string Reason { get; private set; }

    /// <summary>Looks at it so far.</summary>
    public int Looks { get; private set; }

    /// <summary>Whether the next look may decide something: there were few, or one has begun to speak for somebody.</summary>
    public bool IsOpen => Looks < _options.AgreeingLooks || (Person is null && _agreeing > 0);

    /// <summary>Takes in a look.</summary>
    /// <param name="scores">Each enrolled person's; at least one.</param>
    public void Look(IReadOnlyList<PersonScore> scores)
    {
        Looks++;
        PersonScore best = scores.MaxBy(s => s.Score);
        if (Person is { } current)
        {
            Stay(current, scores);
        }
        else if (_options.Forced is { } forced && best.Name != forced)
        {
            double own = ScoreOf(forced, scores);
            Refuse(own, own < _options.EnterScore ? Below(own) : $"more like another ({Text(best.Score)} against {Text(own)})");
        }
        else
        {
            Enter(best, scores);
        }
    }

    private static double ScoreOf(string name, IReadOnlyList<PersonScore> scores) => scores.Where(s => s.Name == name).Select(s => s.Score).DefaultIfEmpty(-1).First();

    private static double Second(string name, IReadOnlyList<PersonScore> scores) => scores.Where(s => s.Name != name).Select(s => s.Score).DefaultIfEmpty(-1).Max();

    private static string Text(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);

    private void Stay(string current, IReadOnlyList<PersonScore> scores)
    {
        double own = ScoreOf(current, scores), other = Second(current, scores);
        Score = own;
        if (_options.Forced is not null && !_options.IsGuarded)
        {
            Reason = "assumed, not guarded";
        }
        else if (own < _options.LeaveScore)
        {
            TakeBack($"taken back: {Text(own)} is below {Text(_options.LeaveScore)}");
        }
        else if (other >= _options.EnterScore && other - own >= _options.Margin)
        {
            TakeBack($"taken back: more like another ({Text(other)} against {Text(own)})");
        }
        else
        {
            string since = _options.Forced is null ? "recognised" : "assumed";
            Reason = own >= _options.EnterScore ? $"{since}, last look agrees" : $"{since}, last look does not contradict";
        }
    }

    private void Enter(in PersonScore best, IReadOnlyList<PersonScore> scores)
    {
        double second = Second(best.Name, scores);
        if (best.Score < _options.EnterScore)
        {
            Refuse(best.Score, Below(best.Score));
            return;
        }

        if (best.Score - second < _options.Margin)
        {
            Refuse(best.Score, $"two are alike ({Text(best.Score)} and {Text(second)})");
            return;
        }

        _agreeing = best.Name == _candidate ? _agreeing + 1 : 1;
        (_candidate, Score) = (best.Name, best.Score);
        if (_agreeing >= _options.AgreeingLooks || best.Score >= _options.SureScore)
        {
            Reason = best.Score >= _options.SureScore ? "recognised at one look" : $"recognised, {_agreeing} looks agree";
            (Person, _agreeing) = (best.Name, 0);
        }
        else
        {
            Reason = $"{_agreeing} of {_options.AgreeingLooks} looks agree";
        }
    }

    private void TakeBack(string reason)
    {
        Reason = reason;
        (Person, _candidate, _agreeing) = (null, null, 0);
    }

    private void Refuse(double score, string reason)
    {
        (Score, Reason) = (score, reason);
        (_candidate, _agreeing) = (null, 0);
    }

    private string Below(double score) => $"nobody known: {Text(score)} is below {Text(_options.EnterScore)}";
}
