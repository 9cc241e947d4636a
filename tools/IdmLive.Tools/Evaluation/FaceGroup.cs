namespace IdmLive.Tools.Evaluation;

/// <summary>Faces of a test set that are alike in something, with a row of each restorer for them alone.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Rows">As those of all faces, without what needs many faces.</param>
internal sealed record FaceGroup(string Name, IReadOnlyList<EvaluationRow> Rows)
{
    private static readonly (string Name, double From, double To)[] Tones =
    [
        ("light skin (angle above 41 degrees)", 41, double.PositiveInfinity),
        ("intermediate and tanned skin (10 to 41)", 10, 41),
        ("brown and dark skin (below 10)", double.NegativeInfinity, 10),
    ];

    /// <summary>Groups by the skin of the clean faces; those without a face are left out.</summary>
    /// <param name="rows">The rows of all faces.</param>
    /// <param name="angles">The angle of each clean face, see <see cref="Pipeline.Measures.SkinTone"/>.</param>
    public static IReadOnlyList<FaceGroup> BySkin(IReadOnlyList<EvaluationRow> rows, IReadOnlyList<double> angles) =>
    [
        .. Tones.Select(tone => (tone.Name, Faces: Enumerable.Range(0, angles.Count).Where(i => angles[i] > tone.From && angles[i] <= tone.To).ToArray()))
            .Where(group => group.Faces.Length > 0)
            .Select(group => Of(group.Name, rows, group.Faces)),
    ];

    /// <summary>A group of some of the faces.</summary>
    /// <param name="name">What they have in common.</param>
    /// <param name="rows">The rows of all faces.</param>
    /// <param name="faces">Which faces, at least one.</param>
    public static FaceGroup Of(string name, IReadOnlyList<EvaluationRow> rows, IReadOnlyList<int> faces) =>
        new(name, [.. rows.Select(r => new EvaluationRow(r.Name, [.. faces.Select(i => r.Figures[i])]))]);
}
