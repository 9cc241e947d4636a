using IdmLive.Pipeline.Measures;
using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary>The figures of one restorer on one person under one condition; means over the frames. NaN is what was not measured.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Recipe">Degradation.</param>
/// <param name="Condition">What was different about the person.</param>
/// <param name="Restorer">input, general@K, or KIND@K; KIND@K of NAME where another person's adapter was used.</param>
/// <param name="N">Number of frames.</param>
/// <param name="Psnr">dB.</param>
/// <param name="Lpips">LPIPS-squeeze.</param>
/// <param name="IdA">Cosine of the embedder inside the program.</param>
/// <param name="IdB">Cosine of mobilefacenet.</param>
/// <param name="PsnrGain">Difference to general@K on the same frames, with its interval; the others likewise.</param>
/// <param name="LpipsGain">As <paramref name="PsnrGain"/>.</param>
/// <param name="IdAGain">As <paramref name="PsnrGain"/>.</param>
/// <param name="IdBGain">As <paramref name="PsnrGain"/>.</param>
internal sealed record PersonalRow(
    string Subject, string Recipe, TestCondition Condition, string Restorer, int N, double Psnr, double Lpips, double IdA, double IdB,
    ConfidenceInterval? PsnrGain, ConfidenceInterval? LpipsGain, ConfidenceInterval? IdAGain, ConfidenceInterval? IdBGain)
{
    /// <summary>f(f(y)) against f(y) (IDM eq. 2); null where it was not measured.</summary>
    public ClosenessFigures? Twice { get; init; }

    /// <summary>f(x) against x (IDM eq. 3); null where it was not measured.</summary>
    public ClosenessFigures? Clean { get; init; }
}

/// <summary>An adapter that was made.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Kind">Of what kind.</param>
/// <param name="Frames">Frames learned from.</param>
/// <param name="Iterations">Optimizer steps.</param>
/// <param name="Seconds">Seconds of training.</param>
/// <param name="Bytes">Size of its file.</param>
internal sealed record PersonalAdapter(string Subject, string Kind, int Frames, int Iterations, double Seconds, long Bytes);
