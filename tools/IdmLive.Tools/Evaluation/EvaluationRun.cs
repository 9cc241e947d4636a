using System.Diagnostics;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Restores the faces with each restorer and measures what comes out: restoring on the calling thread, to which a model's tensors
/// belong, measuring in lanes. Faces are worked on in groups, so that memory does not grow with their number.
/// </summary>
/// <param name="pairs">The faces.</param>
/// <param name="restorers">What is evaluated; of the size of the faces, the caller's.</param>
/// <param name="lanes">Measures; the caller's.</param>
internal sealed class EvaluationRun(IPairSource pairs, IReadOnlyList<EvaluatedRestorer> restorers, EvaluatorLanes lanes)
{
    private const int Group = 16;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly string[] _names = new string[pairs.Count];
    private readonly PictureFigures[][] _figures = [.. Enumerable.Range(0, restorers.Count + 1).Select(_ => new PictureFigures[pairs.Count])];
    private readonly ClosenessFigures[][] _twice = [.. restorers.Select(_ => new ClosenessFigures[pairs.Count])];
    private readonly ClosenessFigures[][] _clean = [.. restorers.Select(_ => new ClosenessFigures[pairs.Count])];
    private readonly TimeSpan[] _restoring = new TimeSpan[restorers.Count];

    /// <summary>Told what is done, as a short text.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Where the pictures of some faces go; null where none are kept.</summary>
    public EvaluationSheet? Sheet { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="curveFaces">Number of faces for the curve of repeated applications.</param>
    public EvaluationResult Run(string model, int curveFaces)
    {
        for (int start = 0; start < pairs.Count; start += Group)
        {
            Measure(start, Math.Min(Group, pairs.Count - start));
            Progress?.Invoke($"{Math.Min(start + Group, pairs.Count)} of {pairs.Count} faces, {_clock.Elapsed:m\\:ss}");
        }

        AuthenticityCurves curves = new(pairs, lanes, curveFaces);
        List<Authenticity> authenticity = [];
        for (int r = 0; r < restorers.Count; r++)
        {
            if (restorers[r].Role == RestorerRole.Model)
            {
                authenticity.Add(new(
                    restorers[r].Restorer.Steps, pairs.Count, ClosenessFigures.Mean(_twice[r]), ClosenessFigures.Mean(_clean[r]), curves.Draw(restorers[r].Restorer)));
                Progress?.Invoke($"repeated application of {restorers[r].Name}, {_clock.Elapsed:m\\:ss}");
            }
        }

        return new EvaluationResult
        {
            Model = model,
            Degradation = pairs.Degradation,
            Faces = _names,
            Rows = [new EvaluationRow("input", _figures[0]), .. restorers.Select(Row)],
            Authenticity = authenticity,
            Skipped = pairs.Skipped,
            Duration = _clock.Elapsed,
        };
    }

    /// <summary>Restores one face; the noise belongs to its position. A new picture, the caller's.</summary>
    internal static Mat Restore(IFaceRestorer restorer, Mat face, int index)
    {
        Mat restored = new(face.Size(), MatType.CV_8UC3);
        restorer.Restore([new FaceCrop(face, index)], [restored]);
        return restored;
    }

    private EvaluationRow Row(EvaluatedRestorer restorer, int index) =>
        new(restorer.Name, _figures[index + 1]) { Milliseconds = _restoring[index].TotalMilliseconds / pairs.Count };

    private void Measure(int start, int count)
    {
        using ResourcesTracker pictures = new();
        TestPair[] faces = new TestPair[count];
        Applications[][] made = new Applications[count][];
        for (int i = 0; i < count; i++)
        {
            TestPair pair = faces[i] = pairs.Pair(start + i);
            pictures.T(pair.Clean);
            pictures.T(pair.Degraded);
            _names[start + i] = pair.Name;
            made[i] = [.. Enumerable.Range(0, restorers.Count).Select(r => Apply(r, pair, start + i, pictures))];
            Sheet?.Add(start + i, [pair.Degraded, .. made[i].Select(m => m.Once), pair.Clean]);
        }

        lanes.ForEach(count, (evaluator, i) =>
        {
            EmbeddedFace truth = evaluator.Embed(faces[i].Clean);
            _figures[0][start + i] = evaluator.Measure(evaluator.Embed(faces[i].Degraded), truth);
            for (int r = 0; r < restorers.Count; r++)
            {
                EmbeddedFace once = evaluator.Embed(made[i][r].Once);
                _figures[r + 1][start + i] = evaluator.Measure(once, truth);
                if (made[i][r] is { Twice: { } twice, Clean: { } clean })
                {
                    _twice[r][start + i] = evaluator.Compare(evaluator.Embed(twice), once);
                    _clean[r][start + i] = evaluator.Compare(evaluator.Embed(clean), truth);
                }
            }
        });
    }

    private Applications Apply(int r, TestPair pair, int index, ResourcesTracker pictures)
    {
        IFaceRestorer restorer = restorers[r].Restorer;
        long started = Stopwatch.GetTimestamp();
        Mat once = pictures.T(Restore(restorer, pair.Degraded, index));
        _restoring[r] += Stopwatch.GetElapsedTime(started);
        return restorers[r].Role == RestorerRole.Model
            ? new(once, pictures.T(Restore(restorer, once, index)), pictures.T(Restore(restorer, pair.Clean, index)))
            : new(once, null, null);
    }

    /// <summary>f(y), and of a model f(f(y)) and f(x).</summary>
    private readonly record struct Applications(Mat Once, Mat? Twice, Mat? Clean);
}
