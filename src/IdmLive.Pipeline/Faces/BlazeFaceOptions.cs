namespace IdmLive.Pipeline.Faces;

/// <summary>Settings of <see cref="BlazeFaceDetector"/>.</summary>
public sealed record BlazeFaceOptions
{
    /// <summary>Faces of a lower score are left out; above 0, below 1.</summary>
    public float MinimumScore { get; init; } = 0.6f;

    /// <summary>Two boxes whose intersection over union is above this are one face; above 0, below 1.</summary>
    public float OverlapOfOneFace { get; init; } = 0.3f;

    /// <summary>Where small faces are looked for.</summary>
    public FaceSearchOptions Search { get; init; } = FaceSearchOptions.Photo;

    /// <summary>Threads of the network, 1 or more.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        if (!(MinimumScore > 0 && MinimumScore < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumScore), MinimumScore, "The minimum score of a face must lie between 0 and 1.");
        }

        if (!(OverlapOfOneFace > 0 && OverlapOfOneFace < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(OverlapOfOneFace), OverlapOfOneFace, "The overlap of one face must lie between 0 and 1.");
        }

        if (Threads < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "The face detector needs 1 thread or more.");
        }

        Search.Check();
    }
}
