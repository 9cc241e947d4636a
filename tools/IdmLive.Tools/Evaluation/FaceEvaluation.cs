using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>What was found of one face.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Input">Figures of the degraded face.</param>
/// <param name="Features">Features of the clean and of the degraded face, for the Frechet distance.</param>
/// <param name="Restored">What each restorer made of it.</param>
/// <param name="Pictures">What each restorer made of it, as pictures; valid as long as the tracker they were put into.</param>
internal sealed record FaceEvaluation(string Name, PictureFigures Input, (float[] Clean, float[] Degraded) Features, IReadOnlyList<RestoredFace> Restored, IReadOnlyList<Mat> Pictures)
{
    /// <summary>Angle of the clean face's skin, degrees.</summary>
    public double SkinAngle { get; init; }
}

/// <summary>What one restorer made of a face.</summary>
/// <param name="Figures">Figures of f(y).</param>
/// <param name="Features">Features of f(y), for the Frechet distance.</param>
/// <param name="Time">How long restoring took.</param>
internal sealed record RestoredFace(PictureFigures Figures, float[] Features, TimeSpan Time)
{
    /// <summary>f^n(y) against f(y), n from 1; empty for what is no model, two or ten points for a model.</summary>
    public IReadOnlyList<ClosenessFigures> FromOnce { get; init; } = [];

    /// <summary>f^n(y) against the truth, as many points.</summary>
    public IReadOnlyList<ClosenessFigures> FromTruth { get; init; } = [];

    /// <summary>f^n(x) against x, one or ten points.</summary>
    public IReadOnlyList<ClosenessFigures> CleanFromTruth { get; init; } = [];
}
