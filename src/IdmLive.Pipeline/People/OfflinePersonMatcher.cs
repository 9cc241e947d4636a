using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Recognises people in the call itself, at fixed frames: the first few of each track since the last restart, then every so many. What it says depends on the
/// frames alone, so a run that goes on at a frame where it was restarted gives the same. One thread.
/// </summary>
public sealed class OfflinePersonMatcher : IPersonMatcher
{
    private readonly PersonMatcherOptions _options;
    private readonly FaceGallery _gallery;
    private readonly PersonDecision _decision;
    private readonly Func<Mat, float[]> _embed;
    private readonly FaceEmbedder? _embedder;
    private readonly Dictionary<int, long> _lastLook = [];
    private long _frame;

    /// <summary>Makes a matcher.</summary>
    /// <param name="people">At least one.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <param name="embed">Embedding of an aligned crop; the embedder inside the program where null.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or people are not as they must be.</exception>
    public OfflinePersonMatcher(IReadOnlyList<KnownFace> people, PersonMatcherOptions? options = null, Func<Mat, float[]>? embed = null)
    {
        _options = options ?? new();
        _decision = new(_options);
        _gallery = new(people, _options.Nearest);
        _embed = embed ?? (_embedder = new FaceEmbedder()).EmbedAligned;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PersonMatch> Match(FrameFaces faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        _frame++;
        int[] order = FaceOrder.LargestFirst(faces);
        _decision.Begin(faces.Tracked.Select(t => t.TrackId));
        foreach (int i in order)
        {
            TrackedFace face = faces.Tracked[i];
            bool isDue = _decision.IsOpen(face.TrackId) || !_lastLook.TryGetValue(face.TrackId, out long last) || _frame - last >= _options.LookEvery;
            if (isDue && face.Unseen == TimeSpan.Zero)
            {
                _lastLook[face.TrackId] = _frame;
                _decision.Look(face.TrackId, _gallery.Score(_embed(faces.Crop(i))));
            }
        }

        return FaceOrder.Restored(_decision.Assign([.. order.Select(i => faces.Tracked[i].TrackId)]), order);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _decision.Restart();
        _lastLook.Clear();
        _frame = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _embedder?.Dispose();
}
