using System.Globalization;
using IdmLive.App.Learning;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Startup;

namespace IdmLive.App.Live;

/// <summary>One run of <c>idmlive live</c>: does the work and turns whatever happens into a sentence and an exit status.</summary>
internal sealed class LiveJob
{
    private const string Command = "idmlive live";

    private readonly TextWriter _output, _error;
    private readonly Func<LiveOptions, LiveStages> _stages;
    private readonly bool _isTerminal;

    /// <summary>Makes a run.</summary>
    /// <param name="output">Standard output: the figures, unless a sink writes there.</param>
    /// <param name="error">Standard error: everything else.</param>
    /// <param name="stages">Makes what works on the frames.</param>
    public LiveJob(TextWriter output, TextWriter error, Func<LiveOptions, LiveStages> stages)
    {
        _output = output;
        _error = TextWriter.Synchronized(error);
        _stages = stages;
        _isTerminal = !Console.IsErrorRedirected && ReferenceEquals(output, Console.Out);
    }

    /// <summary>Does the work.</summary>
    /// <returns>An exit status of <see cref="ExitStatus"/>.</returns>
    public int Run(LiveOptions options)
    {
        try
        {
            options = options.Checked();
            if (NativeLibraryCheck.FindProblem() is { } problem)
            {
                throw new UserException(ExitStatus.MachineLacks, problem);
            }

            ILiveSource source = LiveSourceFactory.Parse(options.Source, new() { Loop = options.Loop, Fast = options.Fast });
            ILiveSink[] sinks = [.. options.Sinks.Select(s => LiveSinkFactory.Parse(s, new() { Overwrite = options.Force }))];
            bool pipes = sinks.Any(LiveSinkFactory.TakesStandardOutput);
            if (pipes && options.Json)
            {
                throw new UserException(ExitStatus.BadInput, "--json and --sink pipe both write to standard output; leave one out.");
            }

            int status;
            IReadOnlyCollection<string> kept;
            bool mayLearn;
            using (LiveStages stages = _stages(options))
            {
                (status, mayLearn) = Run(options, source, sinks, stages, pipes ? _error : _output);
                kept = stages.Keeper is { } keeper ? [.. keeper.KeptOf.Keys] : [];
            }

            // The line and its memory are gone before anything is learned.
            if (mayLearn && kept.Count > 0)
            {
                LiveLearning.Run(options, kept, _error, _isTerminal);
            }

            return status;
        }
        catch (OperationCanceledException)
        {
            return ExitStatus.Interrupted;
        }
        catch (Exception e)
        {
            (int status, string sentence) = RestoreJob.Explain(e);
            _error.WriteLine($"{Command}: {sentence}");
            return status;
        }
    }

    private (int Status, bool MayLearn) Run(LiveOptions options, ILiveSource source, ILiveSink[] sinks, LiveStages stages, TextWriter figures)
    {
        using Interruption interruption = new(_error, Command);
        LiveSession session = new(source, stages, sinks, LiveLineFactory.SessionOptions(options, stages));
        session.Post(new() { Strength = options.Strength });
        foreach (IClosableLiveSink sink in sinks.OfType<IClosableLiveSink>())
        {
            sink.Closed += session.Stop;
        }

        // A camera's usual size will do: what is made ready does not depend on it much.
        stages.WarmUp(new OpenCvSharp.Size(1280, 720));
        LiveReport report;
        using (LiveStatus status = new(options.Quiet ? TextWriter.Null : _error, _isTerminal, () => session.Snapshot))
        {
            report = session.Run(interruption.Stop);
        }

        stages.Keeper?.Finish();
        LiveResult result = LiveResult.From(report, stages);
        figures.WriteLine(options.Json ? result.ToJson() : Sentence(options, result));
        if (stages.Keeper is { } keeper && !options.Quiet)
        {
            _error.WriteLine($"{Command}: {LiveLearning.Summary(keeper)}");
        }

        string[] failed = [.. report.Last.Sinks.Where(s => s.Failure is not null).Select(s => s.Failure!)];
        foreach (string failure in failed)
        {
            _error.WriteLine($"{Command}: {failure}");
        }

        int exit = failed.Length == sinks.Length ? ExitStatus.OutputFailed : failed.Length > 0 ? ExitStatus.Partial : ExitStatus.Done;
        return (exit, !interruption.IsEndDemanded);
    }

    private static string Sentence(LiveOptions options, LiveResult r)
    {
        string rungs = string.Join(", ", r.Rungs.Where(p => p.Value > 0).Select(p => $"{p.Key}: {p.Value}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Source}: {r.Frames} frames in {r.Seconds:F1} s, {r.Fps:F1} a second, {r.Dropped} dropped; delay {r.P50Ms:F0} ms (p95 {r.P95Ms:F0}, largest {r.MaxMs:F0}); rungs {rungs}.");
    }
}
