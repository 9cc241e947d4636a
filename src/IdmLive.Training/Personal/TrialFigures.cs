using IdmLive.Pipeline.Measures;

namespace IdmLive.Training.Personal;

/// <summary>What a restorer came to on held-out frames; means.</summary>
/// <param name="Psnr">PSNR against the true frames, dB.</param>
/// <param name="Perceptual">Distance from the true frames in the features of ResNet-18, lower is better.</param>
/// <param name="Identity">Cosine of the embeddings of restored and true frames by the embedder inside the program.</param>
public readonly record struct TrialFigures(double Psnr, double Perceptual, double Identity);

/// <summary>A personal model beside the general one on the same frames with the same faults.</summary>
/// <param name="Frames">Frames measured, each once with each recipe.</param>
/// <param name="Input">The degraded frames themselves.</param>
/// <param name="General">The general model.</param>
/// <param name="Personal">The personal model.</param>
/// <param name="PsnrGain">Personal less general, with the interval of 95 %; so are the others.</param>
/// <param name="PerceptualGain">Below 0 where the personal model is better.</param>
/// <param name="IdentityGain">Above 0 where the personal model is better.</param>
public sealed record TrialResult(
    int Frames, TrialFigures Input, TrialFigures General, TrialFigures Personal,
    ConfidenceInterval PsnrGain, ConfidenceInterval PerceptualGain, ConfidenceInterval IdentityGain)
{
    /// <summary>
    /// Whether the personal model may take the general one's place: better on all three, and on identity, which it is there for, beyond the chance of the frames.
    /// </summary>
    public bool IsAccepted => PsnrGain.Mean > 0 && PerceptualGain.Mean < 0 && IdentityGain.Mean > 0 && IdentityGain.Low > 0;

    /// <summary>Why it is not accepted; null where it is.</summary>
    public string? Reason
    {
        get
        {
            string[] worse =
            [
                .. IdentityGain.Low > 0 ? Array.Empty<string>() : [Invariant($"identity {General.Identity:F3} to {Personal.Identity:F3}, which may be chance")],
                .. PsnrGain.Mean > 0 ? Array.Empty<string>() : [Invariant($"PSNR {General.Psnr:F2} to {Personal.Psnr:F2} dB")],
                .. PerceptualGain.Mean < 0 ? Array.Empty<string>() : [Invariant($"perceptual distance {General.Perceptual:F4} to {Personal.Perceptual:F4}")],
            ];
            return worse.Length == 0 ? null : $"it has to be better than the general model in identity, PSNR and perceptual distance, and is not: {string.Join("; ", worse)}";
        }
    }

    /// <summary>The figures by name, as files keep them.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary() => new Dictionary<string, double>
    {
        ["frames"] = Frames,
        ["inputPsnr"] = Input.Psnr,
        ["inputPerceptual"] = Input.Perceptual,
        ["inputIdentity"] = Input.Identity,
        ["generalPsnr"] = General.Psnr,
        ["generalPerceptual"] = General.Perceptual,
        ["generalIdentity"] = General.Identity,
        ["personalPsnr"] = Personal.Psnr,
        ["personalPerceptual"] = Personal.Perceptual,
        ["personalIdentity"] = Personal.Identity,
        ["psnrGainLow"] = PsnrGain.Low,
        ["psnrGainHigh"] = PsnrGain.High,
        ["perceptualGainLow"] = PerceptualGain.Low,
        ["perceptualGainHigh"] = PerceptualGain.High,
        ["identityGainLow"] = IdentityGain.Low,
        ["identityGainHigh"] = IdentityGain.High,
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
