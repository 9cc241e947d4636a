using System.Globalization;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>
/// Decides of each restored picture whether it takes the original's place as a training target: the same person, the same colours
/// and light, better by the no-reference measures, no artefacts. One thread.
/// </summary>
internal sealed class RefinementGate : IDisposable
{
    private const int Coarse = 16;

    private readonly GateLimits _limits;
    private readonly IReadOnlyList<QualityMeasure> _measures;
    private readonly FaceEmbedder? _embedder;

    /// <summary>Prepares the gate.</summary>
    /// <param name="limits">Its lines.</param>
    /// <param name="measures">The no-reference measures, one at least; stay the caller's.</param>
    /// <param name="faces">Whether the pictures are aligned faces, whose identity is compared.</param>
    public RefinementGate(GateLimits limits, IReadOnlyList<QualityMeasure> measures, bool faces)
    {
        (_limits, _measures) = (limits, measures);
        _embedder = faces ? new FaceEmbedder() : null;
    }

    /// <summary>Measures a pair and decides.</summary>
    /// <param name="picture">Its name.</param>
    /// <param name="original">8-bit BGR, square.</param>
    /// <param name="restored">8-bit BGR of the same size.</param>
    public GateDecision Judge(string picture, Mat original, Mat restored)
    {
        ArtefactScore artefacts = ArtefactScore.Measure(original, restored);
        GateFigures figures = new()
        {
            Identity = _embedder is null ? null : FaceEmbedder.Cosine(_embedder.EmbedAligned(original), _embedder.EmbedAligned(restored)),
            LowFrequency = LowFrequencyDifference(original, restored),
            Before = _measures.ToDictionary(m => m.Name, m => m.Measure(original)),
            After = _measures.ToDictionary(m => m.Name, m => m.Measure(restored)),
            Overshoot = artefacts.Overshoot,
            Saturated = artefacts.Saturated,
            DeadCells = artefacts.DeadCells,
        };
        GateReason[] reasons = [.. Reasons(figures)];
        return new GateDecision(picture, reasons.Length == 0, reasons, figures);
    }

    /// <inheritdoc/>
    public void Dispose() => _embedder?.Dispose();

    /// <summary>Why a pair with these figures is turned down; empty where it is not.</summary>
    internal IEnumerable<GateReason> Reasons(GateFigures f)
    {
        if (f.Identity < _limits.Identity)
        {
            yield return new("identity", Text($"identity is {f.Identity:F3}, below {_limits.Identity:F3}"));
        }

        if (!(f.LowFrequency <= _limits.LowFrequency))
        {
            yield return new("colour and light", Text($"colour and light differ by {f.LowFrequency:F2} levels, more than {_limits.LowFrequency:F2}"));
        }

        int balance = _measures.Sum(m => Direction(m.Gain(f.Before[m.Name], f.After[m.Name])));
        if (balance < _limits.QualityMajority)
        {
            yield return new("quality", "quality does not rise: " + string.Join(", ", _measures.Select(m => Text($"{m.Name} {f.Before[m.Name]:F3} to {f.After[m.Name]:F3}"))));
        }

        if (f.Overshoot > _limits.Overshoot)
        {
            yield return new("ringing", Text($"{f.Overshoot:P2} of the pixels around strong edges leave the local range, more than {_limits.Overshoot:P2}"));
        }

        if (f.Saturated > _limits.Saturated)
        {
            yield return new("saturation", Text($"{f.Saturated:P2} of the pixels are newly saturated, more than {_limits.Saturated:P2}"));
        }

        if (f.DeadCells > 0)
        {
            yield return new("lost structure", Text($"{f.DeadCells} cells of 16 px lost all structure"));
        }
    }

    // What cannot be measured did not rise.
    private static int Direction(double gain) => gain > 0 ? 1 : gain == 0 ? 0 : -1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double LowFrequencyDifference(Mat original, Mat restored)
    {
        using Mat a = new(), b = new();
        Cv2.Resize(original, a, new Size(Coarse, Coarse), interpolation: InterpolationFlags.Area);
        Cv2.Resize(restored, b, new Size(Coarse, Coarse), interpolation: InterpolationFlags.Area);
        return Math.Sqrt(Cv2.Norm(a, b, NormTypes.L2SQR) / (3.0 * Coarse * Coarse));
    }
}
