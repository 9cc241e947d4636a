using IdmLive.Pipeline.Measures;

namespace IdmLive.Training.Personal;

/// <summary>What a restored frame came to.</summary>
/// <param name="Psnr">PSNR against the true frame, dB.</param>
/// <param name="Perceptual">Distance from the true frame in the features of ResNet-18, lower is better.</param>
/// <param name="Identity">Cosine of the embeddings of restored and true frame by the embedder inside the program.</param>
public readonly record struct TrialFigures(double Psnr, double Perceptual, double Identity);

/// <summary>A personal model beside the general one on the same frames with the same faults.</summary>
public sealed class TrialResult
{
    private static readonly (string Name, Func<TrialFigures, double> Of)[] Measures =
    [
        ("psnr", f => f.Psnr), ("perceptual", f => f.Perceptual), ("identity", f => f.Identity),
    ];

    /// <summary>Sums up.</summary>
    /// <param name="frames">Frames that were measured, each as often as the others, with several faults.</param>
    /// <param name="input">Figures of the degraded frames: all frames in turn, as often as they were measured.</param>
    /// <param name="general">Figures of the general model, in the same order.</param>
    /// <param name="personal">Figures of the personal model, in the same order.</param>
    /// <param name="seed">Of the intervals.</param>
    /// <param name="present">Figures of the personal model that is in use, in the same order; null where there is none.</param>
    public TrialResult(
        int frames,
        IReadOnlyList<TrialFigures> input,
        IReadOnlyList<TrialFigures> general,
        IReadOnlyList<TrialFigures> personal,
        int seed,
        IReadOnlyList<TrialFigures>? present = null)
    {
        (Frames, Seed, Personal, Present) = (frames, seed, personal, present);
        Dictionary<string, ConfidenceInterval> figures = [];
        foreach ((string name, Func<TrialFigures, double> of) in Measures)
        {
            figures[$"input {name}"] = Sum(input.Select(of));
            figures[$"general {name}"] = Sum(general.Select(of));
            figures[$"personal {name}"] = Sum(personal.Select(of));
            figures[$"gain {name}"] = Sum(personal.Zip(general, (p, g) => of(p) - of(g)));
            if (present is not null)
            {
                figures[$"present {name}"] = Sum(present.Select(of));
                figures[$"step {name}"] = Sum(personal.Zip(present, (n, p) => of(n) - of(p)));
            }
        }

        Figures = figures;

        // Measurements of one frame are alike: frames are drawn, not measurements.
        ConfidenceInterval Sum(IEnumerable<double> values) =>
            Bootstrap.MeanOfImages([.. values.Index().GroupBy(v => v.Index % frames, v => v.Item).Select(g => g.ToArray())], seed);
    }

    /// <summary>Frames that were measured.</summary>
    public int Frames { get; }

    /// <summary>Of the intervals.</summary>
    public int Seed { get; }

    /// <summary>Figures of the personal model; measurement number i is of frame i modulo <see cref="Frames"/>.</summary>
    public IReadOnlyList<TrialFigures> Personal { get; }

    /// <summary>Figures of the personal model that is in use, in the same order; null where there is none.</summary>
    public IReadOnlyList<TrialFigures>? Present { get; }

    /// <summary>
    /// Means with intervals of 95 % by name: <c>input</c>, <c>general</c>, <c>personal</c> and <c>gain</c> (personal less general, frame by frame), and where a personal
    /// model is in use <c>present</c> and <c>step</c> (personal less present), each with <c>psnr</c>, <c>perceptual</c> and <c>identity</c>.
    /// </summary>
    public IReadOnlyDictionary<string, ConfidenceInterval> Figures { get; }

    /// <summary>
    /// Whether the personal model may take the general one's place: better on all three, and on identity, which it is there for, beyond the chance of the frames.
    /// </summary>
    public bool IsAccepted => Reason is null;

    /// <summary>Why it is not accepted; null where it is.</summary>
    public string? Reason
    {
        get
        {
            List<string> worse = [];
            Look("identity", "F3", Figures["gain identity"].Low > 0);
            Look("psnr", "F2", Figures["gain psnr"].Mean > 0);
            Look("perceptual", "F4", Figures["gain perceptual"].Mean < 0);
            return worse.Count == 0 ? null : $"it has to be better than the general model in identity, PSNR and perceptual distance, and is not in {string.Join(", ", worse)}";

            void Look(string name, string format, bool isBetter)
            {
                if (!isBetter)
                {
                    string Text(string whose) => Figures[$"{whose} {name}"].Mean.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
                    worse.Add($"{name} ({Text("general")} to {Text("personal")})");
                }
            }
        }
    }
}
