namespace IdmLive.Tools.Refining;

/// <summary>What the gate measures of an original and its restoration.</summary>
public sealed record GateFigures
{
    /// <summary>Cosine of their face embeddings; null where faces are not looked at.</summary>
    public double? Identity { get; init; }

    /// <summary>Root mean square difference of the two reduced to 16 x 16, levels of 255: shifts of colour and light.</summary>
    public required double LowFrequency { get; init; }

    /// <summary>No-reference figures of the original, by measure.</summary>
    public required IReadOnlyDictionary<string, double> Before { get; init; }

    /// <summary>No-reference figures of the restoration, by measure.</summary>
    public required IReadOnlyDictionary<string, double> After { get; init; }

    /// <summary>Part of the pixels around strong edges that leave the original's local range: halos.</summary>
    public required double Overshoot { get; init; }

    /// <summary>Part of the pixels that are at the end of the scale now and were not near it.</summary>
    public required double Saturated { get; init; }

    /// <summary>Number of 16 x 16 cells without any structure where the original had some: what a failed computation leaves.</summary>
    public required int DeadCells { get; init; }
}

/// <summary>Where the gate draws its lines.</summary>
public sealed record GateLimits
{
    /// <summary>Lowest identity cosine.</summary>
    public double Identity { get; init; } = .8;

    /// <summary>Highest low-frequency difference, levels of 255.</summary>
    public double LowFrequency { get; init; } = 3;

    /// <summary>Highest part of the pixels around strong edges outside the local range.</summary>
    public double Overshoot { get; init; } = .01;

    /// <summary>Highest part of newly saturated pixels.</summary>
    public double Saturated { get; init; } = .005;

    /// <summary>Measures that have to rise beyond those that fall; 1 is a plain majority.</summary>
    public int QualityMajority { get; init; } = 1;
}

/// <summary>Why an original was kept.</summary>
/// <param name="Kind">Which line of the gate.</param>
/// <param name="Sentence">The figure and the line.</param>
public sealed record GateReason(string Kind, string Sentence);

/// <summary>What the gate decided, and all it went by: a line of <c>gate.jsonl</c>.</summary>
/// <param name="Picture">Name of the picture in its set.</param>
/// <param name="Refined">Whether the restoration is the target; else the original is.</param>
/// <param name="Reasons">Why the original was kept; empty where it was not.</param>
/// <param name="Figures">The figures.</param>
public sealed record GateDecision(string Picture, bool Refined, IReadOnlyList<GateReason> Reasons, GateFigures Figures);
