using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Takes track 1 for Anna and all others for nobody; notes where it was restarted.</summary>
internal sealed class TrackNumberMatcher : IPersonMatcher
{
    public List<int> Restarts { get; } = [];

    public int Frames { get; private set; }

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<PersonMatch> Match(FrameFaces faces)
    {
        Frames++;
        return [.. faces.Tracked.Select(t => new PersonMatch(t.TrackId, t.TrackId == 1 ? "Anna" : null, .7, "drawn"))];
    }

    public void Restart() => Restarts.Add(Frames);

    public void Dispose() => IsDisposed = true;
}
