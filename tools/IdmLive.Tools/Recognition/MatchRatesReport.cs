using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IdmLive.Tools.Recognition;

/// <summary>The rates as text and as JSON.</summary>
internal static class MatchRatesReport
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The thresholds that are shown.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [.. Enumerable.Range(3, 13).Select(i => i / 20.0)];

    /// <summary>Tables for people.</summary>
    public static string Text(MatchRates rates, MatchRatesOptions options)
    {
        StringBuilder text = new();
        foreach (ConditionRates c in rates.Conditions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{c.Condition}: {c.Others.Count} looks at others (largest {c.Others.Largest:F3}), {c.Own.Count} at the person\n");
            text.Append(CultureInfo.InvariantCulture, $"  score   others  {options.Agreeing} agree  clips enrolled   missed  {options.Agreeing} missed  elsewhere\n");
            foreach (double t in Thresholds)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {t:F2}  {Rate(c.Others.Reaching(t))} {Rate(c.OthersAgreeing.Reaching(t))}       {Rate(c.OthersAtClips.Reaching(t))} {Rate(c.Own.Missing(t))} {Rate(c.OwnAgreeing.Missing(t))}   {Rate(c.Elsewhere.Missing(t))}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"One look at others reaches {rates.ThresholdFor(options.Wanted):F2} in at most {options.Wanted} of all looks, in every condition");
        text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", rates.Conditions.Select(c => Invariant($"{c.Condition} {c.Others.ThresholdFor(options.Wanted):F2}")))}).\nMost alike:");
        foreach (AlikePair pair in rates.Alike)
        {
            text.Append(CultureInfo.InvariantCulture, $" {pair.First} {pair.Second} {pair.Score:F3};");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>One object.</summary>
    public static string Json(MatchRates rates, MatchRatesOptions options) => JsonSerializer.Serialize(
        new
        {
            options.Seed,
            options.Wanted,
            options.Agreeing,
            Threshold = rates.ThresholdFor(options.Wanted),
            Conditions = rates.Conditions.Select(c => new
            {
                c.Condition,
                Others = c.Others.Count,
                Own = c.Own.Count,
                LargestOther = c.Others.Largest,
                Threshold = c.Others.ThresholdFor(options.Wanted),
                Rates = Thresholds.Select(t => new
                {
                    Score = t,
                    FalseAccepts = c.Others.Reaching(t),
                    FalseAcceptsAgreeing = c.OthersAgreeing.Reaching(t),
                    FalseAcceptsOfClips = c.OthersAtClips.Reaching(t),
                    FalseRejects = c.Own.Missing(t),
                    FalseRejectsAgreeing = c.OwnAgreeing.Missing(t),
                    FalseRejectsElsewhere = c.Elsewhere.Missing(t),
                }),
            }),
            rates.Alike,
        },
        Layout) + "\n";

    private static string Rate(double rate) => (double.IsFinite(rate) ? rate.ToString("0.00000", CultureInfo.InvariantCulture) : "-").PadLeft(8);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
