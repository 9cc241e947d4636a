using System.Globalization;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Training.Personal;

/// <summary>
/// Whether a personal model that learned more may take the place of the one in use. It has to pass what every personal model has to pass; in the mean over all held-out
/// frames it has to be more like the person than the one in use, and worse in nothing; and on the frames of the enrolment alone it may be worse in nothing beyond
/// chance. The last condition is what a slow drift runs into, whatever the newer frames show. Immutable.
/// </summary>
public sealed class RefinementVerdict
{
    private static readonly (string Name, string Format, Func<TrialFigures, double> Of)[] Measures =
    [
        ("identity", "F3", f => f.Identity), ("psnr", "F2", f => f.Psnr), ("perceptual", "F4", f => -f.Perceptual),
    ];

    /// <summary>Decides.</summary>
    /// <param name="trial">The measurements; without a model in use its own rule is the only one.</param>
    /// <param name="enrolled">How many of its frames, the first ones, are of the enrolment.</param>
    public RefinementVerdict(TrialResult trial, int enrolled)
    {
        ArgumentNullException.ThrowIfNull(trial);
        Reason = trial.Reason ?? (trial.Present is { } present ? Compare(trial, present, enrolled) : null);
    }

    /// <summary>Whether it is taken.</summary>
    public bool IsAccepted => Reason is null;

    /// <summary>Why not; null where it is taken.</summary>
    public string? Reason { get; }

    private static string? Compare(TrialResult trial, IReadOnlyList<TrialFigures> present, int enrolled)
    {
        List<string> worse = [];
        foreach ((string name, string format, Func<TrialFigures, double> of) in Measures)
        {
            double[] after = [.. trial.Personal.Select(of)], before = [.. present.Select(of)];
            int[] own = [.. Enumerable.Range(0, after.Length).Where(i => i % trial.Frames < enrolled)];
            double step = after.Average() - before.Average();
            if (step < 0 || (step == 0 && name == "identity"))
            {
                worse.Add($"{name} ({Text(before.Average())} to {Text(after.Average())})");
            }
            else if (own.Length > 0 && Bootstrap.MeanOfImages(
                [.. own.GroupBy(i => i % trial.Frames, i => after[i] - before[i]).Select(g => g.ToArray())], trial.Seed) is { High: < 0 })
            {
                worse.Add($"{name} on the frames of the enrolment ({Text(own.Average(i => before[i]))} to {Text(own.Average(i => after[i]))})");
            }

            string Text(double value) => (name == "perceptual" ? -value : value).ToString(format, CultureInfo.InvariantCulture);
        }

        return worse.Count == 0 ? null : $"it has to be more like the person than the model in use and worse in nothing, and is not better in {string.Join(", ", worse)}";
    }
}
