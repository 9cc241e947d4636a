using System.Globalization;

namespace IdmLive.Tools.Refining;

/// <summary>
/// When theta_2 takes theta_1's place: its restored test pictures are better by more no-reference measures than they are worse,
/// the mean identity of no embedder falls, and the mean PSNR falls by no more than a bound.
/// </summary>
internal sealed record AcceptanceRule
{
    /// <summary>Most that the mean PSNR may fall, dB.</summary>
    public double PsnrLoss { get; init; } = .3;

    /// <summary>Most that a mean identity cosine may fall.</summary>
    public double IdentityLoss { get; init; }

    /// <summary>The rule as a sentence.</summary>
    public string Sentence(bool faces) => string.Create(
        CultureInfo.InvariantCulture,
        $"theta_2 is accepted where more no-reference measures get better than worse, {(faces ? $"no mean identity falls by more than {IdentityLoss:G3}, " : string.Empty)}and the mean PSNR falls by at most {PsnrLoss:G3} dB.");

    /// <summary>Judges.</summary>
    /// <param name="gains">
    /// Mean change of each figure from theta_1 to theta_2, turned so that above 0 is better; those that were not measured left out.
    /// </param>
    /// <returns>Why theta_2 is not accepted; empty where it is.</returns>
    public IReadOnlyList<string> Objections(IReadOnlyList<FigureChange> gains)
    {
        List<string> objections = [];
        FigureChange[] quality = [.. gains.Where(g => g.Kind == FigureKind.Quality)];
        if (quality.Count(g => g.Gain.Mean > 0) <= quality.Count(g => !(g.Gain.Mean >= 0)))
        {
            objections.Add("no-reference quality is not better: " + string.Join(", ", quality.Select(Describe)));
        }

        objections.AddRange(gains.Where(g => g.Kind == FigureKind.Identity && !(g.Gain.Mean >= -IdentityLoss)).Select(g => $"identity is lower: {Describe(g)}"));
        objections.AddRange(gains.Where(g => g.Kind == FigureKind.Psnr && !(g.Gain.Mean >= -PsnrLoss)).Select(g => $"PSNR falls too far: {Describe(g)}"));
        return objections;
    }

    private static string Describe(FigureChange g) =>
        string.Create(CultureInfo.InvariantCulture, $"{g.Name} {g.Before:F4} to {g.After:F4}");
}
