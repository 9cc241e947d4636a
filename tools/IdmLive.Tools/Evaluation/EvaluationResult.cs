using IdmLive.Training.Data;

namespace IdmLive.Tools.Evaluation;

/// <summary>Everything an evaluation found, for the files that are written of it.</summary>
internal sealed record EvaluationResult
{
    /// <summary>Model that was evaluated.</summary>
    public required string Model { get; init; }

    /// <summary>How the degraded faces came about.</summary>
    public required string Degradation { get; init; }

    /// <summary>File of each face, in the order of all figures.</summary>
    public required IReadOnlyList<string> Faces { get; init; }

    /// <summary>A row for the input and each restorer.</summary>
    public required IReadOnlyList<EvaluationRow> Rows { get; init; }

    /// <summary>Authenticity for each number of steps.</summary>
    public required IReadOnlyList<Authenticity> Authenticity { get; init; }

    /// <summary>The same rows for groups of faces; none where they were not told apart.</summary>
    public IReadOnlyList<FaceGroup> Groups { get; init; } = [];

    /// <summary>Pictures of the folder that were not measured.</summary>
    public required IReadOnlyList<SkippedPicture> Skipped { get; init; }

    /// <summary>Wall-clock time of the evaluation.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The number of steps that stands for the model: 4 where it was measured, else the largest.</summary>
    public Authenticity? Headline => Authenticity.FirstOrDefault(a => a.Steps == 4) ?? Authenticity.MaxBy(a => a.Steps);

    /// <summary>The row of the headline.</summary>
    public EvaluationRow? HeadlineRow => Headline is { } h ? Rows.First(r => r.Name == RowName(Model, h.Steps)) : null;

    /// <summary>Name of a model's row.</summary>
    public static string RowName(string model, int steps) => $"{model}@{steps}";
}
