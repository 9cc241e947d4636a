using System.Diagnostics;
using System.Globalization;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Startup;

namespace IdmLive.App.Restoring;

/// <summary>One run of <c>idmlive restore</c>: does the work and turns whatever happens into a sentence and an exit status.</summary>
internal sealed class RestoreJob
{
    private readonly IRestorerFactory _restorers;
    private readonly TextWriter _output;
    private readonly TextWriter _error;

    /// <summary>Makes a run.</summary>
    /// <param name="restorers">Makes restorers.</param>
    /// <param name="output">Standard output: the summary, or one JSON object.</param>
    /// <param name="error">Standard error: everything else.</param>
    public RestoreJob(IRestorerFactory restorers, TextWriter output, TextWriter error)
    {
        _restorers = restorers;
        _output = output;

        // Signals, progress and the work itself speak from different threads.
        _error = TextWriter.Synchronized(error);
    }

    /// <summary>Does the work.</summary>
    /// <returns>An exit status of <see cref="ExitStatus"/>.</returns>
    public int Run(RestoreOptions options)
    {
        try
        {
            options = options.Checked();
            if (NativeLibraryCheck.FindProblem() is { } problem)
            {
                throw new UserException(ExitStatus.MachineLacks, problem);
            }

            RestoreInputs inputs = RestoreInputs.Sort(options);
            ProgressDisplay progress = new(options.Quiet ? TextWriter.Null : _error, !options.Quiet && !Console.IsErrorRedirected && ReferenceEquals(_output, Console.Out));
            using Interruption interruption = new(_error);
            RestoreResult result = inputs.Video is not null
                ? new VideoRestoring(_restorers, progress, Tell).Run(options, inputs, interruption.Stop)
                : new PictureRestoring(_restorers, progress, Tell).Run(options, inputs, interruption.Stop);
            Report(options, result);
            return result.ExitStatus;
        }
        catch (Exception e)
        {
            (int status, string sentence) = Explain(e);
            _error.WriteLine($"idmlive restore: {sentence}");
            return status;
        }

        void Tell(string sentence, bool isNews)
        {
            if (!isNews || !options.Quiet)
            {
                _error.WriteLine($"idmlive restore: {sentence}");
            }
        }
    }

    /// <summary>The sentence and the exit status for what went wrong.</summary>
    internal static (int Status, string Sentence) Explain(Exception e) => e switch
    {
        UserException user => (user.Status, user.Message),
        MediaException media => (StatusOf(media.Failure), media.Message),
        PeopleException people => (people.Failure == PeopleFailure.Input ? ExitStatus.BadInput : ExitStatus.OutputFailed, people.Message),
        ModelException or ImageFileException => (ExitStatus.BadInput, e.Message),
        ArgumentException => (ExitStatus.BadInput, e.Message),
        UnauthorizedAccessException or IOException => (ExitStatus.OutputFailed, e.Message),
        OutOfMemoryException => (ExitStatus.MachineLacks, "There is not enough memory for pictures of this size."),
        _ => (ExitStatus.Unexpected, $"This should not have happened, please report it: {e}"),
    };

    private static int StatusOf(MediaFailure failure) => failure switch
    {
        MediaFailure.Input => ExitStatus.BadInput,
        MediaFailure.Machine => ExitStatus.MachineLacks,
        _ => ExitStatus.OutputFailed,
    };

    private void Report(RestoreOptions options, RestoreResult result)
    {
        using Process self = Process.GetCurrentProcess();
        result = result with { PeakMb = Math.Round(result.PeakMb + (self.PeakWorkingSet64 / 1e6), 1) };
        if (options.Json)
        {
            _output.WriteLine(result.ToJson());
        }
        else if (!options.Quiet && result.Status != "interrupted")
        {
            string unit = result.Frames == 1 ? "picture" : "pictures or frames";
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Output}: {result.Frames} {unit}, {result.FramesWithFace} with a face, {result.Faces} faces restored; {result.Fps:F1} a second, {result.P50Ms:F0} ms (p95 {result.P95Ms:F0} ms) of work each, {result.PeakMb:F0} MB at most."));
        }
    }
}
