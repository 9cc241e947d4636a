using System.Diagnostics;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Restorers and measures for one thread. Every application of a restorer draws the noise of the face's position, so that a restorer is
/// one function f and f(f(y)) is what the paper means.
/// </summary>
internal sealed class EvaluationLane : IDisposable
{
    /// <summary>Applications in the curve of repeated applications.</summary>
    public const int Applications = 10;

    private readonly Evaluator _evaluator;

    /// <summary>Takes over what a lane works with.</summary>
    /// <param name="restorers">What is evaluated; disposed of with the lane.</param>
    /// <param name="evaluator">Measures; disposed of with the lane.</param>
    public EvaluationLane(IReadOnlyList<EvaluatedRestorer> restorers, Evaluator evaluator)
    {
        Restorers = restorers;
        _evaluator = evaluator;
    }

    /// <summary>What is evaluated.</summary>
    public IReadOnlyList<EvaluatedRestorer> Restorers { get; }

    /// <summary>Restores and measures one face.</summary>
    /// <param name="pair">The face.</param>
    /// <param name="index">Its position, the seed of the noise.</param>
    /// <param name="isOnCurve">Whether models are applied ten times in place of twice.</param>
    /// <param name="pictures">Owns the pictures that are made.</param>
    public FaceEvaluation Evaluate(TestPair pair, int index, bool isOnCurve, ResourcesTracker pictures)
    {
        EmbeddedFace truth = _evaluator.Embed(pair.Clean);
        EmbeddedFace degraded = _evaluator.Embed(pair.Degraded);
        List<RestoredFace> restored = [];
        List<Mat> made = [];
        foreach (EvaluatedRestorer restorer in Restorers)
        {
            EmbeddedFace once = Restore(restorer.Restorer, pair.Degraded, index, pictures, out TimeSpan time);
            made.Add(once.Pixels);
            RestoredFace face = new(_evaluator.Measure(once, truth), once.A, time);
            restored.Add(restorer.Role == RestorerRole.Model ? Repeat(face, restorer.Restorer, once, truth, index, isOnCurve) : face);
        }

        return new(pair.Name, _evaluator.Measure(degraded, truth), (truth.A, degraded.A), restored, made) { SkinAngle = SkinTone.Angle(pair.Clean) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EvaluatedRestorer restorer in Restorers)
        {
            restorer.Restorer.Dispose();
        }

        _evaluator.Dispose();
    }

    private RestoredFace Repeat(RestoredFace face, IFaceRestorer restorer, EmbeddedFace once, EmbeddedFace truth, int index, bool isOnCurve)
    {
        using ResourcesTracker pictures = new();
        List<ClosenessFigures> fromOnce = [_evaluator.Compare(once, once)], fromTruth = [_evaluator.Compare(once, truth)], clean = [];
        EmbeddedFace last = once;
        for (int n = 2; n <= (isOnCurve ? Applications : 2); n++)
        {
            last = Restore(restorer, last.Pixels, index, pictures, out _);
            fromOnce.Add(_evaluator.Compare(last, once));
            fromTruth.Add(_evaluator.Compare(last, truth));
        }

        last = truth;
        for (int n = 1; n <= (isOnCurve ? Applications : 1); n++)
        {
            last = Restore(restorer, last.Pixels, index, pictures, out _);
            clean.Add(_evaluator.Compare(last, truth));
        }

        return face with { FromOnce = fromOnce, FromTruth = fromTruth, CleanFromTruth = clean };
    }

    private EmbeddedFace Restore(IFaceRestorer restorer, Mat face, int index, ResourcesTracker pictures, out TimeSpan time)
    {
        Mat restored = pictures.T(new Mat(face.Size(), MatType.CV_8UC3));
        long started = Stopwatch.GetTimestamp();
        restorer.Restore([new FaceCrop(face, index)], [restored]);
        time = Stopwatch.GetElapsedTime(started);
        return _evaluator.Embed(restored);
    }
}
