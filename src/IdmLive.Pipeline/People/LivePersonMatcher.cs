using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Recognises people while a line runs: the embedder looks at one track after another, a few times a second, on a thread of its own, and the line takes what
/// was found by then. One thread calls.
/// </summary>
public sealed class LivePersonMatcher : IPersonMatcher
{
    private readonly PersonMatcherOptions _options;
    private readonly PersonDecision _decision;
    private readonly FaceLooks _looks;
    private readonly FaceEmbedder? _embedder;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, long> _lastLook = [];
    private string? _failure;
    private bool _isStale;

    /// <summary>Makes a matcher and starts its thread.</summary>
    /// <param name="people">At least one.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <param name="embed">Embedding of an aligned crop; the embedder inside the program where null. Called by the matcher's own thread.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or people are not as they must be.</exception>
    public LivePersonMatcher(IReadOnlyList<KnownFace> people, PersonMatcherOptions? options = null, Func<Mat, float[]>? embed = null, TimeProvider? time = null)
    {
        _options = options ?? new();
        _decision = new(_options);
        FaceGallery gallery = new(people, _options.Nearest);
        _time = time ?? TimeProvider.System;
        Func<Mat, float[]> embedding = embed ?? (_embedder = new FaceEmbedder()).EmbedAligned;
        _looks = new(crop => gallery.Score(embedding(crop)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<PersonMatch> Match(FrameFaces faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        int[] order = FaceOrder.LargestFirst(faces);
        _decision.Begin(faces.Tracked.Select(t => t.TrackId));
        Fetch();
        Ask(faces, order);
        return _failure is { } failure
            ? [.. faces.Tracked.Select(t => new PersonMatch(t.TrackId, null, null, $"nobody can be recognised: {failure}"))]
            : FaceOrder.Restored(_decision.Assign([.. order.Select(i => faces.Tracked[i].TrackId)]), order);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _decision.Restart();
        _lastLook.Clear();

        // What is being looked at now belongs to the past.
        _isStale = _looks.IsBusy;
        while (_looks.TryFetch(out _))
        {
            _isStale = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _looks.Dispose();
        _embedder?.Dispose();
    }

    private void Fetch()
    {
        while (_looks.TryFetch(out FaceLook look))
        {
            if (_isStale)
            {
                _isStale = false;
                continue;
            }

            _failure = look.Failure;
            if (look.Failure is null)
            {
                _decision.Look(look.Track, look.Scores);
            }
        }
    }

    /// <summary>Asks for a look at the track that has waited longest, if one is due.</summary>
    private void Ask(FrameFaces faces, int[] order)
    {
        if (_looks.IsBusy)
        {
            return;
        }

        int chosen = -1;
        double longest = -1;
        foreach (int i in order)
        {
            TrackedFace face = faces.Tracked[i];
            double waited = _lastLook.TryGetValue(face.TrackId, out long last) ? _time.GetElapsedTime(last).TotalSeconds : double.MaxValue;
            TimeSpan interval = _decision.IsOpen(face.TrackId) ? _options.LookInterval : _options.SettledInterval;
            if (face.Unseen == TimeSpan.Zero && waited >= interval.TotalSeconds && waited > longest)
            {
                (chosen, longest) = (i, waited);
            }
        }

        if (chosen >= 0)
        {
            _lastLook[faces.Tracked[chosen].TrackId] = _time.GetTimestamp();
            _looks.Ask(faces.Tracked[chosen].TrackId, faces.Crop(chosen));
        }

        // Tracks that have ended are not asked about again.
        if (_lastLook.Count > 4 * (_decision.Tracks + 4))
        {
            foreach (int gone in _lastLook.Keys.Where(t => !faces.Tracked.Any(f => f.TrackId == t)).ToArray())
            {
                _lastLook.Remove(gone);
            }
        }
    }
}
