using System.Globalization;
using System.Text;
using System.Text.Json;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Tools.Refining;

/// <summary>What an extrinsic iteration came to: <c>report.json</c>, and <c>report.md</c> for people.</summary>
internal sealed record RefineReport
{
    /// <summary>Name and hash of theta_1.</summary>
    public required string Theta1 { get; init; }

    /// <summary>Network calls with which the set was restored.</summary>
    public required int Steps { get; init; }

    /// <summary>Pictures in the set.</summary>
    public required int Pictures { get; init; }

    /// <summary>Pictures whose restoration became the target.</summary>
    public required int Refined { get; init; }

    /// <summary>How many originals were kept for which kind of reason; a picture counts for each of its reasons.</summary>
    public required IReadOnlyDictionary<string, int> Kept { get; init; }

    /// <summary>Quality of the whole set: originals against targets.</summary>
    public required IReadOnlyList<FigureChange> Set { get; init; }

    /// <summary>Iterations of theta_2; 0 where it was not trained.</summary>
    public required int Iterations { get; init; }

    /// <summary>Test pictures; 0 where the models were not compared.</summary>
    public required int TestPictures { get; init; }

    /// <summary>Network calls with which the models were compared.</summary>
    public required int TestSteps { get; init; }

    /// <summary>Seed of the test set's degradation.</summary>
    public required int TestSeed { get; init; }

    /// <summary>theta_1 against theta_2 on the test set.</summary>
    public required IReadOnlyList<FigureChange> Models { get; init; }

    /// <summary>The rule of acceptance.</summary>
    public required string Rule { get; init; }

    /// <summary><c>accepted</c>, <c>not accepted</c> or <c>not judged</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why it was not accepted or judged.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Counts the reasons of a set's decisions by kind.</summary>
    public static Dictionary<string, int> CountReasons(IEnumerable<GateDecision> decisions) =>
        decisions.SelectMany(d => d.Reasons.Select(r => r.Kind).Distinct()).GroupBy(r => r).OrderByDescending(g => g.Count()).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>The change of the set's quality that the decisions made, by measure.</summary>
    public static IReadOnlyList<FigureChange> OfSet(IReadOnlyList<GateDecision> decisions, IReadOnlyList<QualityMeasure> measures) =>
    [
        .. measures.Select(m => FigureChange.Of(
            m.Name, FigureKind.Quality, m.HigherIsBetter,
            [.. decisions.Select(d => d.Figures.Before[m.Name])],
            [.. decisions.Select(d => (d.Refined ? d.Figures.After : d.Figures.Before)[m.Name])])).OfType<FigureChange>(),
    ];

    /// <summary>The change from one model's figures to another's, by figure.</summary>
    public static IReadOnlyList<FigureChange> OfModels(
        IReadOnlyList<PictureScore> before, IReadOnlyList<PictureScore> after, IReadOnlyList<QualityMeasure> measures, bool faces)
    {
        FigureChange? Change(string name, FigureKind kind, bool higher, Func<PictureScore, double> value) =>
            FigureChange.Of(name, kind, higher, [.. before.Select(value)], [.. after.Select(value)]);
        FigureChange?[] all =
        [
            .. measures.Select(m => Change(m.Name, FigureKind.Quality, m.HigherIsBetter, s => s.Quality[m.Name])),
            Change("psnr", FigureKind.Psnr, true, s => s.Psnr),
            Change("ssim", FigureKind.Other, true, s => s.Ssim),
            Change("lpips", FigureKind.Other, false, s => s.Lpips),
            faces ? Change("idA", FigureKind.Identity, true, s => s.IdA) : null,
            faces ? Change("idB", FigureKind.Identity, true, s => s.IdB) : null,
        ];
        return [.. all.OfType<FigureChange>()];
    }

    /// <summary>Writes both files, each whole.</summary>
    public void Write(string folder)
    {
        WholeFile.Write(Path.Join(folder, "report.json"), JsonSerializer.SerializeToUtf8Bytes(this, RefineJson.Options));
        WholeFile.Write(Path.Join(folder, "report.md"), Encoding.UTF8.GetBytes(ToText()));
    }

    /// <summary>The report as Markdown.</summary>
    public string ToText()
    {
        StringBuilder text = new($"# Extrinsic iteration: {Verdict}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"theta_1 is {Theta1}. {Refined} of {Pictures} pictures were refined with {Steps} network calls each, the others kept their originals (gate.jsonl says why).\n\n");
        foreach ((string reason, int count) in Kept)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {count} kept: {reason}\n");
        }

        text.Append("\n## The set before and after\n\n").Append(Table(Set, "originals", "targets"));
        if (Models.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## theta_1 and theta_2\n\n{TestPictures} test pictures, seed {TestSeed}, {TestSteps} network calls, theta_2 after {Iterations} iterations.\n\n");
            text.Append(Table(Models, "theta_1", "theta_2"));
        }

        text.Append($"\n## Verdict: {Verdict}\n\n{Rule}\n");
        foreach (string reason in Reasons)
        {
            text.Append($"- {reason}\n");
        }

        return text.ToString();
    }

    private static string Table(IReadOnlyList<FigureChange> changes, string before, string after)
    {
        StringBuilder text = new($"| figure | better is | {before} | {after} | gain (95 % interval) |\n|---|---|---|---|---|\n");
        foreach (FigureChange c in changes)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {c.Name} | {(c.HigherIsBetter ? "higher" : "lower")} | {c.Before:F4} | {c.After:F4} | {c.Gain.Mean:+0.0000;-0.0000} ({c.Gain.Low:+0.0000;-0.0000} to {c.Gain.High:+0.0000;-0.0000}) |\n");
        }

        return text.ToString();
    }
}
