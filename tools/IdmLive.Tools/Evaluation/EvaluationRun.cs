using System.Diagnostics;
using System.Runtime.ExceptionServices;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Restores the faces with each restorer and measures what comes out, a thread a face: a restorer on one thread needs less processor
/// time than one on several that wait for each other, and no figure depends on the number of threads.
/// </summary>
/// <param name="pairs">The faces.</param>
/// <param name="lanes">At least one set of restorers and measures, all alike; the caller's.</param>
internal sealed class EvaluationRun(IPairSource pairs, IReadOnlyList<EvaluationLane> lanes)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _source = new();
    private readonly FaceEvaluation[] _faces = new FaceEvaluation[pairs.Count];
    private int _next, _done;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Told how many faces are done; one thread at a time.</summary>
    public Action<int, TimeSpan>? Progress { get; init; }

    /// <summary>Groups of faces beside those by skin; null for none.</summary>
    public GroupFile? Groups { get; init; }

    /// <summary>Where the pictures of some faces go; null where none are kept.</summary>
    public EvaluationSheet? Sheet { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="curveFaces">Number of faces for the curve of repeated applications, spread evenly; at most all.</param>
    public EvaluationResult Run(string model, int curveFaces)
    {
        int onCurve = Math.Clamp(curveFaces, 1, pairs.Count);
        HashSet<int> curve = [.. Enumerable.Range(0, onCurve).Select(i => (int)((long)i * pairs.Count / onCurve))];
        Thread[] threads = [.. lanes.Take(pairs.Count).Select((lane, i) => new Thread(() => Work(lane, curve)) { Name = $"evaluation {i}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        _failure?.Throw();
        IReadOnlyList<EvaluatedRestorer> restorers = lanes[0].Restorers;
        EvaluationRow[] rows = [new("input", [.. _faces.Select(f => f.Input)]) { Frechet = Frechet(f => f.Features.Degraded) }, .. restorers.Select(Row)];
        string[] names = [.. _faces.Select(f => f.Name)];
        return new EvaluationResult
        {
            Model = model,
            Degradation = pairs.Degradation,
            Faces = names,
            Rows = rows,
            Groups = [.. FaceGroup.BySkin(rows, [.. _faces.Select(f => f.SkinAngle)]), .. Groups?.Of(rows, names) ?? []],
            Authenticity = [.. Enumerable.Range(0, restorers.Count).Where(r => restorers[r].Role == RestorerRole.Model).Select(r => AuthenticityOf(restorers[r], r))],
            Skipped = pairs.Skipped,
            Duration = _clock.Elapsed,
        };
    }

    private void Work(EvaluationLane lane, HashSet<int> curve)
    {
        try
        {
            while (_failure is null && Interlocked.Increment(ref _next) - 1 is var i && i < pairs.Count)
            {
                using TestPair pair = Take(i);
                using ResourcesTracker pictures = new();
                FaceEvaluation face = lane.Evaluate(pair, i, curve.Contains(i), pictures);
                lock (_source)
                {
                    _faces[i] = face with { Pictures = [] };
                    Sheet?.Add(i, [pair.Degraded, .. face.Pictures, pair.Clean]);
                    Progress?.Invoke(++_done, _clock.Elapsed);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The first failure is the one to tell; it is thrown again where the run was started.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    private TestPair Take(int index)
    {
        lock (_source)
        {
            return pairs.Pair(index);
        }
    }

    private EvaluationRow Row(EvaluatedRestorer restorer, int index) =>
        new(restorer.Name, [.. _faces.Select(f => f.Restored[index].Figures)])
        {
            Milliseconds = _faces.Average(f => f.Restored[index].Time.TotalMilliseconds),
            Frechet = Frechet(f => f.Restored[index].Features),
        };

    // A single face has no spread.
    private double Frechet(Func<FaceEvaluation, float[]> features) => _faces.Length < 2
        ? double.NaN
        : FrechetDistance.Between([.. _faces.Select(features)], [.. _faces.Select(f => f.Features.Clean)]);

    private Authenticity AuthenticityOf(EvaluatedRestorer restorer, int index)
    {
        RestoredFace[] all = [.. _faces.Select(f => f.Restored[index])];
        RestoredFace[] repeated = [.. all.Where(f => f.FromOnce.Count > 2)];
        return new(
            restorer.Restorer.Steps, all.Length,
            ClosenessFigures.Mean([.. all.Select(f => f.FromOnce[1])]),
            ClosenessFigures.Mean([.. all.Select(f => f.CleanFromTruth[0])]),
            new(repeated.Length, Means(repeated, f => f.FromOnce), Means(repeated, f => f.FromTruth), Means(repeated, f => f.CleanFromTruth)));
    }

    private static ClosenessFigures[] Means(RestoredFace[] faces, Func<RestoredFace, IReadOnlyList<ClosenessFigures>> points) =>
        [.. Enumerable.Range(0, EvaluationLane.Applications).Select(n => ClosenessFigures.Mean([.. faces.Select(f => points(f)[n])]))];
}
