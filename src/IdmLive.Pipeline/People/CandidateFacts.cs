namespace IdmLive.Pipeline.People;

/// <summary>
/// What was measured on an aligned crop. Pose, mouth and light are proxies: they order the pictures of <em>one</em> person well and say little
/// about two people. The meter of candidates describes how each is taken.
/// </summary>
public sealed record CandidateFacts
{
    /// <summary>Fine contrast as a part of coarser contrast (<see cref="Live.Degradation.Sharpness"/>); portraits have .46 in the median, frames of clean clips .32.</summary>
    public required double Sharpness { get; init; }

    /// <summary>Standard deviation of the noise in 8-bit levels.</summary>
    public required double Noise { get; init; }

    /// <summary>Width of the crop's square in the source, in pixels: below the crop's own width it was scaled up.</summary>
    public required double SourceWidth { get; init; }

    /// <summary>Mean brightness of the face, 0 to 255.</summary>
    public required double Brightness { get; init; }

    /// <summary>Brightness of the half at larger x against the other, -1 to 1; 0 where the light comes from the front.</summary>
    public required double SideLight { get; init; }

    /// <summary>Warmth of the light: mean of red less blue over their sum, -1 to 1.</summary>
    public required double Warmth { get; init; }

    /// <summary>Share of the face without any structure, 0 to 1; high in drawings.</summary>
    public required double Flatness { get; init; }

    /// <summary>
    /// Place of the nose between the eyes, in distances of the eyes: 0 straight, positive turned to the person's own left, about .2 at 20 degrees.
    /// </summary>
    public required double Yaw { get; init; }

    /// <summary>Height of the nose between eyes and mouth against the template's: negative looking up, positive looking down.</summary>
    public required double Pitch { get; init; }

    /// <summary>Dark part of the mouth's region, 0 to 1. Compare with the person's own median: a beard is dark, too.</summary>
    public required double MouthOpening { get; init; }

    /// <summary>Width of the mouth in distances of the eyes. Compare with the person's own median; smiling widens it.</summary>
    public required double MouthWidth { get; init; }

    /// <summary>Whether every figure is a number.</summary>
    internal bool IsFinite => ((ReadOnlySpan<double>)[Sharpness, Noise, SourceWidth, Brightness, SideLight, Warmth, Flatness, Yaw, Pitch, MouthOpening, MouthWidth])
        .IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) < 0;
}
