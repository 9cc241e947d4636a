using System.Collections.Concurrent;

namespace IdmLive.Tools.Evaluation;

/// <summary>Evaluators side by side, one for each processor: measuring takes longer than restoring. The results do not depend on their number.</summary>
internal sealed class EvaluatorLanes : IDisposable
{
    private const int Most = 8;
    private readonly Evaluator[] _evaluators;
    private readonly ConcurrentBag<Evaluator> _free;

    /// <summary>Loads the networks of the measures for each lane.</summary>
    /// <param name="files">Where they lie.</param>
    public EvaluatorLanes(MeasureFiles files)
    {
        _evaluators = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, Most)).Select(_ => new Evaluator(files))];
        _free = [.. _evaluators];
    }

    /// <summary>Does something with an evaluator for each number below <paramref name="count"/>, several at a time.</summary>
    public void ForEach(int count, Action<Evaluator, int> action)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _evaluators.Length }, i =>
            {
                Evaluator evaluator = _free.TryTake(out Evaluator? free) ? free : throw new InvalidOperationException("There are more lanes than evaluators.");
                try
                {
                    action(evaluator, i);
                }
                finally
                {
                    _free.Add(evaluator);
                }
            });
        }
        catch (AggregateException e) when (e.InnerException is { } first)
        {
            // One sentence for the user: the first failure, not the list of all.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Evaluator evaluator in _evaluators)
        {
            evaluator.Dispose();
        }
    }
}
