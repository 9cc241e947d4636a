namespace IdmLive.Tools.VideoEvaluation;

/// <summary>What was measured of one row on one face's clip.</summary>
/// <param name="Clip">Name of the clip.</param>
/// <param name="Frames">Figures of each frame.</param>
/// <param name="Jitter">Landmark jitter where it could be measured, pixels, see <see cref="LandmarkJitter"/>.</param>
/// <param name="JitterMissed">Frames in which no face was found.</param>
public sealed record ClipFigures(string Clip, IReadOnlyList<FrameFigures> Frames, IReadOnlyList<double> Jitter, int JitterMissed)
{
    /// <summary>Deviation over time on a still as a part of the input's; NaN where the camera has no noise.</summary>
    public double StillRatio { get; init; } = double.NaN;
}

/// <summary>A row of the table.</summary>
/// <param name="Name"><c>input</c>, <c>perFrame@K</c>, <c>stream</c>, <c>peer:NAME</c> or <c>clean</c>.</param>
/// <param name="Clips">Its figures on each clip, in the order of the clips.</param>
public sealed record VideoRow(string Name, IReadOnlyList<ClipFigures> Clips);
