namespace IdmLive.Pipeline.People;

/// <summary>What is decided about a frame of a call.</summary>
public enum KeepVerdict
{
    /// <summary>It is worth keeping.</summary>
    Good,

    /// <summary>The frame is not like enough the person, or somebody else enrolled is nearly as like.</summary>
    Unsure,

    /// <summary>The head is turned away.</summary>
    Turned,

    /// <summary>The frame is small, blurred, noisy, dark, too bright, or no photograph.</summary>
    Faulty,

    /// <summary>The frame would do, and the camera has not been good for long enough.</summary>
    PoorCamera,
}

/// <summary>
/// Decides by numbers alone which frames of a call are kept: no picture, no clock, no thread. Remembers for each person what the camera was like lately. Not thread-safe.
/// </summary>
public sealed class KeepJudge
{
    private readonly KeepRules _rules;
    private readonly IReadOnlyDictionary<string, double> _usualPitch;
    private readonly Dictionary<string, Queue<CandidateFacts>> _camera = [];

    /// <summary>Makes a judge.</summary>
    /// <param name="rules">The rules; the usual ones where null.</param>
    /// <param name="usualPitch">
    /// <see cref="CandidateFacts.Pitch"/> of each person when looking straight: it depends on the length of the nose. 0 for who is not in it; null for nobody.
    /// </param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public KeepJudge(KeepRules? rules = null, IReadOnlyDictionary<string, double>? usualPitch = null)
    {
        _rules = rules ?? new();
        _usualPitch = usualPitch ?? new Dictionary<string, double>();
        _rules.Check();
    }

    /// <summary>Judges a frame.</summary>
    /// <param name="person">Whom it is taken for.</param>
    /// <param name="facts">What was measured on it.</param>
    /// <param name="scores">How like everybody enrolled it is.</param>
    public KeepVerdict Judge(string person, CandidateFacts facts, IReadOnlyList<PersonScore> scores)
    {
        ArgumentNullException.ThrowIfNull(facts);
        double own = scores.Where(s => s.Name == person).Select(s => s.Score).DefaultIfEmpty(-1).First();
        double other = scores.Where(s => s.Name != person).Select(s => s.Score).DefaultIfEmpty(-1).Max();
        if (!(own >= _rules.LeastScore && own - other >= _rules.LeastLead))
        {
            return KeepVerdict.Unsure;
        }

        bool isGoodCamera = SeesWell(person, facts);
        return Math.Abs(facts.Yaw) > _rules.MostYaw || Math.Abs(facts.Pitch - _usualPitch.GetValueOrDefault(person)) > _rules.MostPitch ? KeepVerdict.Turned
            : _rules.Frame.FindFault(facts) is not null ? KeepVerdict.Faulty
            : !isGoodCamera ? KeepVerdict.PoorCamera
            : KeepVerdict.Good;
    }

    /// <summary>Forgets what the camera was like, as at a cut.</summary>
    public void Restart() => _camera.Clear();

    private bool SeesWell(string person, CandidateFacts facts)
    {
        if (!_camera.TryGetValue(person, out Queue<CandidateFacts>? last))
        {
            _camera[person] = last = new();
        }

        last.Enqueue(facts);
        if (last.Count > _rules.CameraLooks)
        {
            last.Dequeue();
        }

        return last.Count >= _rules.LeastCameraLooks
            && Median(last.Select(f => f.Sharpness)) >= _rules.Frame.LeastSharpness && Median(last.Select(f => f.Noise)) <= _rules.Frame.MostNoise;
    }

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }
}
