using IdmLive.App.Restoring;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Startup;

namespace IdmLive.App.Enrol;

/// <summary>One run of <c>idmlive enrol</c>: asks for consent, does the work, and turns whatever happens into a sentence and an exit status.</summary>
internal sealed class EnrolJob
{
    private const string Command = "idmlive enrol";

    private readonly TextWriter _output, _error;
    private readonly TextReader? _answers;
    private readonly bool _isTerminal;

    /// <summary>Makes a run.</summary>
    /// <param name="output">Standard output: the figures.</param>
    /// <param name="error">Standard error: everything else.</param>
    /// <param name="answers">Where somebody answers; null where nobody does.</param>
    public EnrolJob(TextWriter output, TextWriter error, TextReader? answers)
    {
        (_output, _error, _answers) = (output, TextWriter.Synchronized(error), answers);
        _isTerminal = !Console.IsErrorRedirected && ReferenceEquals(output, Console.Out);
    }

    /// <summary>Does the work.</summary>
    /// <returns>An exit status of <see cref="ExitStatus"/>.</returns>
    public int Run(EnrolOptions options)
    {
        WorkTeller teller = new(_error, Command, _isTerminal, options.Quiet);
        try
        {
            options = options.Checked();
            PersonName.Check(options.Name);
            if (NativeLibraryCheck.FindProblem() is { } problem)
            {
                throw new UserException(ExitStatus.MachineLacks, problem);
            }

            DateTimeOffset consent = Consent(options);
            ModelPackage package = ModelStore.Default().Load(options.Model);
            using Interruption interruption = new(_error, Command);
            Enrolment enrolment = new(options, package, new PeopleStore(options.People), teller.Tell, teller.Status);
            EnrolResult result = enrolment.Run(consent, interruption.Stop);
            teller.EndLine();
            Report(options, result);
            return result.Accepted ? ExitStatus.Done : ExitStatus.Partial;
        }
        catch (OperationCanceledException)
        {
            teller.EndLine();
            _error.WriteLine($"{Command}: interrupted; the same command goes on from here.");
            return ExitStatus.Interrupted;
        }
        catch (Exception e)
        {
            teller.EndLine();
            (int status, string sentence) = RestoreJob.Explain(e);
            _error.WriteLine($"{Command}: {sentence}");
            return status;
        }
    }

    private DateTimeOffset Consent(EnrolOptions options)
    {
        if (options.Kept || options.Consent == true)
        {
            return DateTimeOffset.UtcNow;
        }

        if (_answers is null)
        {
            throw new UserException(ExitStatus.BadInput, $"Nobody can be asked whether {options.Name} consents; give --consent if so.");
        }

        _error.Write($"Does {options.Name} agree that pictures of their face are kept on this machine, until `idmlive people remove \"{options.Name}\"`? [y/N] ");
        _error.Flush();
        return _answers.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes"
            ? DateTimeOffset.UtcNow
            : throw new UserException(ExitStatus.BadInput, "Nobody was enrolled.");
    }

    private void Report(EnrolOptions options, EnrolResult result)
    {
        if (options.Json)
        {
            _output.WriteLine(result.ToJson());
        }
        else if (!options.Quiet)
        {
            _output.WriteLine(result.Accepted
                ? $"{result.Name} is enrolled: {result.Summary}; {result.AdapterBytes / 1024} KB."
                : $"{result.Name}: {result.Summary}.");
            if (result.Folder is { } folder)
            {
                _output.WriteLine($"Look at {Path.Combine(folder, "sheet.jpg")}.");
            }
        }

        if (result.Reason is { } reason)
        {
            _error.WriteLine(
                $"{Command}: the personal model is not used: {reason}; "
                + (result.Folder is null ? "the enrolment of before stays." : $"the pictures are kept, try `idmlive enrol \"{result.Name}\" --kept --minutes {Math.Max(10, 2 * options.Minutes)}` or better ones."));
        }
    }
}
