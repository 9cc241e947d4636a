using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdmLive.Tools.Recursion;

/// <summary>The figures of <c>recursion</c> as text.</summary>
internal static class RecursionReport
{
    private const int Digits = 4;

    /// <summary>A table for people.</summary>
    public static string Table(IReadOnlyList<RecursionRow> rows)
    {
        StringBuilder text = new();
        text.AppendLine($"{"level",6}{"face",8}{"steps",7}{"median",8}{"95 %",8}");
        foreach (RecursionRow row in rows)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture, $"{row.Level,6:0.##}{(row.Moves ? "moves" : "still"),8}{row.Steps,7}{row.Median,8:F3}{row.P95,8:F3}   {(row.IsKept ? "below" : "NOT below")} {RecursionRow.Bar}"));
        }

        return text.ToString();
    }

    /// <summary>One JSON object on one line.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="recipe">Name of the degradation.</param>
    /// <param name="size">Width and height that the network ran at.</param>
    /// <param name="rows">The figures.</param>
    public static string Json(string model, string recipe, int size, IReadOnlyList<RecursionRow> rows) => new JsonObject
    {
        ["model"] = model,
        ["recipe"] = recipe,
        ["px"] = size,
        ["bar"] = RecursionRow.Bar,
        ["kept"] = rows.All(r => r.IsKept),
        ["rho"] = new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["level"] = r.Level,
            ["moves"] = r.Moves,
            ["steps"] = r.Steps,
            ["median"] = Number(r.Median),
            ["p95"] = Number(r.P95),
        })]),
    }.ToJsonString(JsonSerializerOptions.Web);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, Digits)) : null;
}
