using System.Globalization;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>What the user is told of a prepared folder.</summary>
/// <param name="Kept">Crops that are used.</param>
/// <param name="SetAside">Crops that are not, by reason.</param>
/// <param name="Skipped">Sources that gave no crop, or not all that they hold.</param>
/// <param name="Splits">Kept crops for each use.</param>
/// <param name="Sizes">Kept crops for each size.</param>
/// <param name="Complete">Whether all sources are done.</param>
internal sealed record PrepareSummary(
    int Kept, IReadOnlyDictionary<string, int> SetAside, int Skipped, IReadOnlyDictionary<string, int> Splits, IReadOnlyDictionary<int, int> Sizes, bool Complete)
{
    private const int NamedSources = 5;

    /// <summary>Counts.</summary>
    public static PrepareSummary Of(CropManifest manifest)
    {
        CropRecord[] kept = [.. manifest.Crops.Where(c => c.State == CropState.Kept)];
        return new(
            kept.Length,
            manifest.Crops.Where(c => c.State == CropState.SetAside).CountBy(c => Kind(c.Reason!)).ToDictionary(),
            manifest.Skipped.Count,
            Enum.GetValues<CropSplit>().ToDictionary(s => s.ToString().ToLowerInvariant(), s => kept.Count(c => c.Split == s)),
            manifest.Rules.Sizes.ToDictionary(s => s, s => kept.Count(c => c.Files.Any(f => f.Size == s))),
            manifest.Complete);
    }

    /// <summary>Sentences about what the user may not expect.</summary>
    public IEnumerable<string> Remarks(CropManifest manifest)
    {
        foreach (SkippedSource skipped in manifest.Skipped.Take(NamedSources))
        {
            yield return $"{skipped.Source}: {skipped.Reason.TrimEnd('.')}.";
        }

        if (manifest.Skipped.Count > NamedSources)
        {
            yield return $"{manifest.Skipped.Count - NamedSources} more sources gave nothing or not all; the manifest lists them.";
        }

        foreach ((int size, int count) in Sizes.Where(s => s.Value < Kept))
        {
            yield return $"{Kept - count} of {Kept} kept crops have no {size} px picture: their sources are too small for it.";
        }

        string[] empty = [.. Splits.Where(s => s.Value == 0).Select(s => s.Key)];
        if (Kept == 1)
        {
            yield return $"Only one crop was kept, for {Splits.Single(s => s.Value == 1).Key}: enough to look at, not to train and measure on; add pictures.";
        }
        else if (Kept > 0 && empty.Length > 0)
        {
            yield return $"No crop fell to {string.Join(" and ", empty)}: each source goes where its own hash says; add pictures.";
        }
    }

    /// <summary>How the work came out, in one sentence.</summary>
    public string Sentence()
    {
        string aside = SetAside.Count == 0 ? string.Empty : $" ({string.Join(", ", SetAside.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value} {r.Key}")))})";
        return string.Create(CultureInfo.InvariantCulture, $"{Kept} crops kept, {SetAside.Values.Sum()} set aside{aside}, {Skipped} sources skipped.");
    }

    private static string Kind(string reason) =>
        reason.StartsWith("near duplicate", StringComparison.Ordinal) ? "near duplicate" : reason.Split(':')[0];
}
