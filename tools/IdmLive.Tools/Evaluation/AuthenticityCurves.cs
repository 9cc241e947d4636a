using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Applies a restorer again and again to what it made. Every application draws the noise of the face's position, so that a restorer is
/// one function f and f(f(y)) is what the paper means.
/// </summary>
internal sealed class AuthenticityCurves
{
    /// <summary>Applications in a curve.</summary>
    public const int Applications = 10;

    private readonly IPairSource _pairs;
    private readonly EvaluatorLanes _lanes;
    private readonly int[] _faces;

    /// <summary>Chooses the faces.</summary>
    /// <param name="pairs">All faces.</param>
    /// <param name="lanes">Measures.</param>
    /// <param name="faces">How many of them, spread evenly; at most all.</param>
    public AuthenticityCurves(IPairSource pairs, EvaluatorLanes lanes, int faces)
    {
        _pairs = pairs;
        _lanes = lanes;
        int count = Math.Clamp(faces, 1, pairs.Count);
        _faces = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * pairs.Count / count))];
    }

    /// <summary>The curve of a restorer.</summary>
    public AuthenticityCurve Draw(IFaceRestorer restorer)
    {
        ClosenessFigures[][] fromOnce = Empty(), fromTruth = Empty(), clean = Empty();
        for (int i = 0; i < _faces.Length; i++)
        {
            using TestPair pair = _pairs.Pair(_faces[i]);
            using ResourcesTracker pictures = new();
            Mat[] ofDegraded = Repeat(restorer, pair.Degraded, _faces[i], pictures), ofClean = Repeat(restorer, pair.Clean, _faces[i], pictures);
            int face = i;
            _lanes.ForEach(Applications, (evaluator, n) =>
            {
                EmbeddedFace truth = evaluator.Embed(pair.Clean), again = evaluator.Embed(ofDegraded[n]);
                fromOnce[n][face] = evaluator.Compare(again, evaluator.Embed(ofDegraded[0]));
                fromTruth[n][face] = evaluator.Compare(again, truth);
                clean[n][face] = evaluator.Compare(evaluator.Embed(ofClean[n]), truth);
            });
        }

        return new(_faces.Length, Means(fromOnce), Means(fromTruth), Means(clean));
    }

    private static Mat[] Repeat(IFaceRestorer restorer, Mat face, int index, ResourcesTracker pictures)
    {
        Mat[] made = new Mat[Applications];
        for (int n = 0; n < Applications; n++)
        {
            made[n] = pictures.T(EvaluationRun.Restore(restorer, n == 0 ? face : made[n - 1], index));
        }

        return made;
    }

    private ClosenessFigures[][] Empty() => [.. Enumerable.Range(0, Applications).Select(_ => new ClosenessFigures[_faces.Length])];

    private static ClosenessFigures[] Means(ClosenessFigures[][] points) => [.. points.Select(ClosenessFigures.Mean)];
}
