using IdmLive.Pipeline.Restoring;

namespace IdmLive.Diffusion.Streaming;

/// <summary>What a track's past means for its next frame, as numbers: no picture and no tensor.</summary>
internal readonly record struct TrackHistory
{
    // The floor falls at once and rises by two percent a frame: a pause in the motion shows the camera's noise, motion hardly lifts it.
    private const double FloorRise = .02;
    private const double DriftShare = .02;

    /// <summary>A track without a past.</summary>
    public static TrackHistory None { get; }

    /// <summary>Whether there is an earlier result.</summary>
    public bool HasResult { get; init; }

    /// <summary>Frames in a row that used an earlier result once more.</summary>
    public int Skips { get; init; }

    /// <summary>The camera's own noise in the change of a still crop; 0 while nothing is known.</summary>
    public double NoiseFloor { get; init; }

    /// <summary>The usual drift; 0 while nothing is known.</summary>
    public double UsualDrift { get; init; }

    /// <summary>The drift of the last call.</summary>
    public double LastDrift { get; init; }

    /// <summary>Calls since the face was begun.</summary>
    public int Calls { get; init; }

    /// <summary>Whether the earlier result was made with another person's parameters than the next one is to be.</summary>
    public bool IsOtherPerson { get; init; }

    /// <summary>Whether a result with another person's parameters is still fading out.</summary>
    public bool IsTurning { get; init; }

    /// <summary>The history with a change taken in.</summary>
    /// <param name="largest">Change of the tile where it is largest, noise included.</param>
    public TrackHistory Seeing(double largest) => this with
    {
        NoiseFloor = largest < NoiseFloor ? largest : NoiseFloor + (FloorRise * (largest - NoiseFloor)),
    };

    /// <summary>The history after a frame was made.</summary>
    /// <param name="mode">How.</param>
    /// <param name="drift">The call's drift, where there was one.</param>
    public TrackHistory After(StreamMode mode, double drift) => mode switch
    {
        StreamMode.Skip => this with { Skips = Skips + 1 },
        StreamMode.Warped => this with { Skips = 0 },
        StreamMode.Cold => this with
        {
            HasResult = true,
            Skips = 0,
            Calls = 1,
            LastDrift = drift,

            // Another person's network drifts in its own way.
            UsualDrift = UsualDrift == 0 || IsOtherPerson ? drift : UsualDrift,
            IsTurning = IsTurning || IsOtherPerson,
            IsOtherPerson = false,
        },
        StreamMode.Warm => this with
        {
            Skips = 0,
            Calls = Calls + 1,
            LastDrift = drift,

            // A running median: a step towards each value, whatever its distance, so that a burst does not become the usual.
            UsualDrift = UsualDrift + (DriftShare * UsualDrift * Math.Sign(drift - UsualDrift)),
        },
        _ => None with { NoiseFloor = NoiseFloor },
    };
}
