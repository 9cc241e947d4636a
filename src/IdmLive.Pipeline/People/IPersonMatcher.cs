using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.People;

/// <summary>Says who the faces of the frames are. One thread.</summary>
public interface IPersonMatcher : IDisposable
{
    /// <summary>Says who the faces of the next frame are.</summary>
    /// <param name="faces">Found, and cut into crops.</param>
    /// <returns>One match for each of <see cref="FrameFaces.Tracked"/>, in that order.</returns>
    IReadOnlyList<PersonMatch> Match(FrameFaces faces);

    /// <summary>Forgets all tracks: what is said from here on depends only on the frames from here on.</summary>
    void Restart();
}
