using System.Text.Json;
using System.Text.Json.Nodes;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Tools.Evaluation;

/// <summary><c>summary.json</c>: the means of each row with their intervals, authenticity, and what was measured how.</summary>
internal static class EvaluationSummary
{
    private const int Digits = 5;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's text. A figure that was not measured is null.</summary>
    public static string Text(EvaluationResult result)
    {
        JsonObject summary = new()
        {
            ["model"] = result.Model,
            ["degradation"] = result.Degradation,
            ["faces"] = result.Faces.Count,
            ["intervals"] = "95 %, bootstrap over the faces",
            ["frechetBackbone"] = FaceEmbedderSpec.Faceplugin.Name,
            ["seconds"] = Math.Round(result.Duration.TotalSeconds, 1),
            ["rows"] = new JsonArray([.. result.Rows.Select(Row)]),
            ["groups"] = new JsonArray([.. result.Groups.Select(g => new JsonObject { ["name"] = g.Name, ["rows"] = new JsonArray([.. g.Rows.Select(Row)]) })]),
            ["authenticity"] = result.Headline is { } headline ? Figures(headline) : null,
            ["authenticityBySteps"] = new JsonArray([.. result.Authenticity.Select(BySteps)]),
            ["labShift"] = Number(result.HeadlineRow?.Mean(FigureColumn.LabShift) ?? double.NaN),
            ["skipped"] = new JsonArray([.. result.Skipped.Select(s => new JsonObject { ["picture"] = s.Name, ["reason"] = s.Reason })]),
        };
        return summary.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Row(EvaluationRow row)
    {
        JsonObject figures = new() { ["name"] = row.Name, ["n"] = row.Figures.Count };
        foreach (FigureColumn column in FigureColumn.All)
        {
            figures[column.Key] = Number(row.Mean(column));
        }

        figures["frechet"] = Number(row.Frechet);
        figures["intervals"] = Intervals(row);
        figures["milliseconds"] = Number(row.Milliseconds);
        return figures;
    }

    private static JsonObject Intervals(EvaluationRow row)
    {
        JsonObject intervals = [];
        foreach (FigureColumn column in FigureColumn.All)
        {
            ConfidenceInterval interval = row.Interval(column);
            if (interval.Count > 0)
            {
                intervals[column.Key] = new JsonArray(Number(interval.Low), Number(interval.High));
            }
        }

        return intervals;
    }

    private static JsonObject Figures(Authenticity a) => new()
    {
        ["steps"] = a.Steps,
        ["twicePsnr"] = Number(a.Twice.Psnr),
        ["twiceId"] = Number(a.Twice.Id),
        ["twiceIdA"] = Number(a.Twice.IdA),
        ["twiceIdB"] = Number(a.Twice.IdB),
        ["twiceLpips"] = Number(a.Twice.Lpips),
        ["cleanPsnr"] = Number(a.Clean.Psnr),
        ["cleanId"] = Number(a.Clean.Id),
        ["cleanIdA"] = Number(a.Clean.IdA),
        ["cleanIdB"] = Number(a.Clean.IdB),
        ["cleanLpips"] = Number(a.Clean.Lpips),
    };

    private static JsonObject BySteps(Authenticity a)
    {
        JsonObject figures = Figures(a);
        figures["curve"] = new JsonObject
        {
            ["faces"] = a.Curve.Faces,
            ["fromOnce"] = Points(a.Curve.FromOnce),
            ["fromTruth"] = Points(a.Curve.FromTruth),
            ["cleanFromTruth"] = Points(a.Curve.CleanFromTruth),
        };
        return figures;
    }

    private static JsonArray Points(IReadOnlyList<ClosenessFigures> points) => new([.. points.Select((p, i) => new JsonObject
    {
        ["applications"] = i + 1,
        ["psnr"] = Number(p.Psnr),
        ["lpips"] = Number(p.Lpips),
        ["id"] = Number(p.Id),
    })]);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, Digits)) : null;
}
