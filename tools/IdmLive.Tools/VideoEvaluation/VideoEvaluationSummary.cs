using System.Text.Json;
using System.Text.Json.Nodes;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary><c>summary.json</c>: the figures of each row over all clips and on each, and what was measured how.</summary>
internal static class VideoEvaluationSummary
{
    private const int Digits = 6;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's text. A figure that was not measured is null.</summary>
    public static string Text(VideoEvaluationResult result)
    {
        JsonObject summary = new()
        {
            ["model"] = result.Model,
            ["recipe"] = result.Recipe,
            ["seed"] = result.Seed,
            ["every"] = result.Every,
            ["everyConcerns"] = new JsonArray("lpips", "tLpips", "tOf"),
            ["still"] = new JsonObject { ["frames"] = StillMeter.Frames, ["framesBefore"] = StillMeter.Start },
            ["units"] = new JsonObject
            {
                ["eWarp"] = "mean square of levels in [0, 1] times 1000",
                ["tOf"] = "pixels of the crop",
                ["tLpips"] = "times 100",
                ["jitterPx"] = "pixels of the crop",
                ["idMean"] = $"cosine to the clean frame, {FaceEmbedderSpec.Faceplugin.Name}; idB: {FaceEmbedderSpec.MobileFaceNet.Name}",
                ["sharpness"] = "gradient energy, clean is 1",
            },
            ["clips"] = new JsonArray([.. result.Clips.Select(c => new JsonObject
            {
                ["name"] = c.Name,
                ["frames"] = c.Frames,
                ["camera"] = new JsonArray([.. c.Camera.Select(s => JsonValue.Create(s))]),
            })]),
            ["rows"] = new JsonArray([.. result.Rows.Select(Row)]),
        };
        return summary.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Row(VideoRow row)
    {
        JsonObject figures = Figures(row.Name, row.Clips);
        figures["clips"] = new JsonArray([.. row.Clips.Select(c => Figures(c.Clip, [c]))]);
        return figures;
    }

    private static JsonObject Figures(string name, IReadOnlyList<ClipFigures> clips)
    {
        JsonObject figures = new() { ["name"] = name, ["frames"] = clips.Sum(c => c.Frames.Count), ["jitterMissed"] = clips.Sum(c => c.JitterMissed) };
        foreach (VideoFigure figure in VideoFigure.All)
        {
            double value = figure.Value(clips);
            figures[figure.Key] = double.IsFinite(value) ? JsonValue.Create(Math.Round(value, Digits)) : null;
        }

        return figures;
    }
}
