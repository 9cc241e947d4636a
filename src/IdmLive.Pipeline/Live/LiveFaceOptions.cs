namespace IdmLive.Pipeline.Live;

/// <summary>Settings of <see cref="LiveFaceExtractor"/>.</summary>
public sealed record LiveFaceOptions
{
    /// <summary>Time between two looks of the detector; between them faces are carried along by the motion of the picture.</summary>
    public TimeSpan DetectionInterval { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Share by which a finding corrects a face that was carried along, above 0 and at most 1: findings are true on the mean, and rough.</summary>
    public double Correction { get; init; } = .1;

    /// <summary>A finding further away than this part of the face's width is believed at once.</summary>
    public double Astray { get; init; } = .07;

    /// <summary>Looks of the detector that may miss a face that can still be carried along.</summary>
    public int Misses { get; init; } = 4;

    /// <summary>Whether the detector works on a thread of its own, off the line's critical path. Without it the same frames give the same bits.</summary>
    public bool InBackground { get; init; } = true;
}
