namespace IdmLive.Pipeline.People;

/// <summary>Which face counts where a frame shows several of them.</summary>
public enum FaceSide
{
    /// <summary>All do; <see cref="IdentityCheck"/> finds out who is meant.</summary>
    Any,

    /// <summary>The one at the left of the picture.</summary>
    Left,

    /// <summary>The one at the right of the picture.</summary>
    Right,
}

/// <summary>Settings of reading candidates.</summary>
public sealed record CandidateReaderOptions
{
    /// <summary>Frames that are looked at, at most, spread evenly over all material; 1 or more.</summary>
    public int MostFrames { get; init; } = 240;

    /// <summary>One of so many frames of a video is looked at, at most; 1 or more. Neighbours show the same.</summary>
    public int EveryFrames { get; init; } = 3;

    /// <summary>Which face counts.</summary>
    public FaceSide Side { get; init; } = FaceSide.Any;

    /// <summary>Throws where a setting is out of range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MostFrames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EveryFrames, 1);
    }
}

/// <summary>How far gathering is.</summary>
/// <param name="Done">Frames or photos looked at.</param>
/// <param name="Total">How many there will be, about; 0 where unknown.</param>
/// <param name="Faces">Faces found so far.</param>
public readonly record struct GatheringProgress(int Done, int Total, int Faces)
{
    /// <summary>What the person is asked to do now; null where nothing is asked.</summary>
    public CapturePrompt? Prompt { get; init; }

    /// <summary>How long that prompt still lasts.</summary>
    public TimeSpan PromptLeft { get; init; }

    /// <summary>Whether the newest frame shows a face.</summary>
    public bool SeesFace { get; init; }
}

/// <summary>The faces of given material.</summary>
/// <param name="Faces">All that were found; several of a frame, too.</param>
/// <param name="FramesSeen">Frames or photos that were looked at.</param>
/// <param name="FramesWithFace">Those with a face.</param>
/// <param name="FramesWithSeveral">Those with several.</param>
/// <param name="Notes">One sentence for each thing the user should know: files that could not be read, videos that break off.</param>
public sealed record CandidateSet(IReadOnlyList<FaceCandidate> Faces, int FramesSeen, int FramesWithFace, int FramesWithSeveral, IReadOnlyList<string> Notes);
