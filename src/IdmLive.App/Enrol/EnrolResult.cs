using System.Text.Json;
using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Enrol;

/// <summary>What an enrolment came to.</summary>
/// <param name="Name">Who.</param>
/// <param name="Accepted">Whether the personal model is used from now on.</param>
/// <param name="Reason">Why not; null where it is.</param>
/// <param name="Frames">Frames learned from.</param>
/// <param name="HeldOut">Frames measured on.</param>
/// <param name="Iterations">Optimizer steps.</param>
/// <param name="TrainingSeconds">Seconds of training.</param>
/// <param name="AdapterBytes">Size of the personal weights.</param>
/// <param name="Folder">Where the person's files lie; null where an older enrolment was kept.</param>
/// <param name="Figures">Means with intervals: input, general, personal and gain, each with psnr, perceptual and identity.</param>
internal sealed record EnrolResult(
    string Name, bool Accepted, string? Reason, int Frames, int HeldOut, int Iterations, double TrainingSeconds, long AdapterBytes, string? Folder,
    IReadOnlyDictionary<string, ConfidenceInterval> Figures)
{
    /// <summary>The figures in a sentence.</summary>
    public string Summary => FormattableString.Invariant(
        $"identity {Mean("general identity"):F3} to {Mean("personal identity"):F3}, PSNR {Mean("general psnr"):F2} to {Mean("personal psnr"):F2} dB, perceptual distance {Mean("general perceptual"):F3} to {Mean("personal perceptual"):F3} (general to personal model, on {HeldOut} frames that were not learned from)");

    /// <summary>The figures in a line that fits on a sheet.</summary>
    public string Line => FormattableString.Invariant(
        $"general to personal: identity {Mean("general identity"):F3} to {Mean("personal identity"):F3}, PSNR {Mean("general psnr"):F2} to {Mean("personal psnr"):F2} dB, perceptual {Mean("general perceptual"):F3} to {Mean("personal perceptual"):F3}");

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private double Mean(string figure) => Figures[figure].Mean;
}
