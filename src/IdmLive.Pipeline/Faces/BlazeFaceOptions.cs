namespace IdmLive.Pipeline.Faces;

/// <summary>Settings of <see cref="BlazeFaceDetector"/>.</summary>
public sealed record BlazeFaceOptions
{
    /// <summary>Faces of a lower score are left out; above 0, below 1.</summary>
    public float MinimumScore { get; init; } = 0.6f;

    /// <summary>Two boxes whose intersection over union is above this are one face; above 0, below 1.</summary>
    public float OverlapOfOneFace { get; init; } = 0.3f;

    /// <summary>Threads of the network, 1 or more.</summary>
    public int Threads { get; init; } = 1;
}
