namespace IdmLive.Tools.VideoEvaluation;

/// <summary>What came of a video evaluation, and what it was of.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Clips">The clips.</param>
internal sealed record VideoEvaluationResult(IReadOnlyList<VideoRow> Rows, IReadOnlyList<MeasuredClip> Clips)
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the degradation.</summary>
    public required string Recipe { get; init; }

    /// <summary>Seed of cameras and noise.</summary>
    public required int Seed { get; init; }

    /// <summary>LPIPS, tLPIPS and tOF were measured on every so many frames.</summary>
    public required int Every { get; init; }
}

/// <summary>A clip that was measured.</summary>
/// <param name="Name">Name of the clip.</param>
/// <param name="Frames">Number of frames.</param>
/// <param name="Camera">What was drawn for its camera, a line for each stage.</param>
internal sealed record MeasuredClip(string Name, int Frames, IReadOnlyList<string> Camera);
