using System.Globalization;
using IdmLive.Diffusion.Restoring;

namespace IdmLive.Diffusion.Tuning;

/// <summary>One way of running the network that start-up tuning looked at.</summary>
/// <param name="Arithmetic">Number format.</param>
/// <param name="Threads">Threads of the tensor library.</param>
/// <param name="MedianMs">Median time of a call, or null where it was not tried.</param>
/// <param name="SkippedBecause">Why it was not tried, or null.</param>
public sealed record TuningTrial(Arithmetic Arithmetic, int Threads, double? MedianMs, string? SkippedBecause = null);

/// <summary>How the network is to be run on this machine.</summary>
/// <param name="Arithmetic">Number format.</param>
/// <param name="Threads">Threads of the tensor library.</param>
/// <param name="Trials">What was looked at, the usual way first.</param>
/// <param name="Pixels">Size of the crop that was timed.</param>
/// <param name="Milliseconds">What the tuning took.</param>
public sealed record TuningChoice(Arithmetic Arithmetic, int Threads, IReadOnlyList<TuningTrial> Trials, int Pixels, double Milliseconds)
{
    /// <summary>
    /// The choice among trials: the first one, or a later one that beats the one chosen so far by more than the margin. Equal times
    /// give equal choices, and noise smaller than the margin does not change them.
    /// </summary>
    /// <param name="trials">The usual way first.</param>
    /// <param name="margin">Part of the time by which another way has to be faster, 0 to 1.</param>
    /// <exception cref="ArgumentException">None was tried.</exception>
    public static TuningTrial Among(IReadOnlyList<TuningTrial> trials, double margin)
    {
        TuningTrial[] tried = [.. trials.Where(t => t.MedianMs is not null)];
        return tried.Length == 0
            ? throw new ArgumentException("No way of running the network was tried; try at least one.")
            : tried.Aggregate((chosen, next) => next.MedianMs < chosen.MedianMs * (1 - margin) ? next : chosen);
    }

    /// <summary>Lines for the user: each trial with its time or why it was skipped, and the choice.</summary>
    public IReadOnlyList<string> Table() =>
    [
        Line($"start-up tuning, one call at {Pixels} px, channels-last, {Milliseconds:F0} ms in all"),
        .. Trials.Select(t => Line(
            $"  {Name(t.Arithmetic)}  {t.Threads,2} {(t.Threads == 1 ? "thread " : "threads")}  {(t.MedianMs is { } ms ? Line($"{ms,8:F1} ms") : $"skipped: {t.SkippedBecause}")}{(IsChosen(t) ? "  <- chosen" : string.Empty)}")),
    ];

    private bool IsChosen(TuningTrial trial) => trial.MedianMs is not null && trial.Arithmetic == Arithmetic && trial.Threads == Threads;

    private static string Name(Arithmetic arithmetic) => arithmetic == Arithmetic.BFloat16 ? "bf16" : "fp32";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
