using System.Text.Json;
using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Learning;

/// <summary>What learning from frames of calls came to.</summary>
/// <param name="Name">Who.</param>
/// <param name="Accepted">Whether the personal model that learned more is used from now on.</param>
/// <param name="Reason">Why not; null where it is.</param>
/// <param name="NewFrames">Frames of calls that were waiting and not tried before.</param>
/// <param name="Frames">Frames learned from, those of the enrolment among them; 0 where nothing was learned.</param>
/// <param name="HeldOut">Frames measured on.</param>
/// <param name="Iterations">Optimizer steps.</param>
/// <param name="TrainingSeconds">Seconds of training in this sitting.</param>
/// <param name="Figures">Means with intervals: input, general, personal, gain, and present and step where a personal model was in use.</param>
internal sealed record LearnResult(
    string Name, bool Accepted, string? Reason, int NewFrames, int Frames, int HeldOut, int Iterations, double TrainingSeconds,
    IReadOnlyDictionary<string, ConfidenceInterval> Figures)
{
    /// <summary>Whether anything was learned, for better or worse.</summary>
    public bool WasTried => Frames > 0;

    /// <summary>The figures in a line that fits on a sheet.</summary>
    public string Line
    {
        get
        {
            string from = Figures.ContainsKey("present identity") ? "present" : "general";
            return FormattableString.Invariant(
                $"{from} to new: identity {Mean($"{from} identity"):F3} to {Mean("personal identity"):F3}, PSNR {Mean($"{from} psnr"):F2} to {Mean("personal psnr"):F2} dB, perceptual {Mean($"{from} perceptual"):F3} to {Mean("personal perceptual"):F3}");
        }
    }

    /// <summary>The result in a sentence, without a name.</summary>
    public string Sentence => !WasTried ? $"nothing was learned: {Reason}"
        : Accepted ? $"the personal model learned from {NewFrames} new frames ({Line}, on {HeldOut} frames that were not learned from)"
        : $"the personal model stays as it was: {Reason}";

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private double Mean(string figure) => Figures[figure].Mean;
}
