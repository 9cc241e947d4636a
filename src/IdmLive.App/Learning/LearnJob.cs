using IdmLive.App.Enrol;
using IdmLive.App.Restoring;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Startup;

namespace IdmLive.App.Learning;

/// <summary>One run of <c>idmlive people learn</c>: does the work and turns whatever happens into a sentence and an exit status.</summary>
/// <param name="output">Standard output: the figures.</param>
/// <param name="error">Standard error: everything else.</param>
internal sealed class LearnJob(TextWriter output, TextWriter error)
{
    private const string Command = "idmlive people";

    /// <summary>Does the work.</summary>
    /// <param name="options">What the user asks.</param>
    /// <param name="name">Of whom.</param>
    /// <returns>An exit status of <see cref="ExitStatus"/>: done where the model learned or there was nothing to learn from, not whole where it stays as it was.</returns>
    public int Run(LearnOptions options, string name)
    {
        WorkTeller teller = new(error, Command, !Console.IsErrorRedirected && ReferenceEquals(output, Console.Out), options.Quiet);
        try
        {
            options = options.Checked();
            PersonName.Check(name);
            if (NativeLibraryCheck.FindProblem() is { } problem)
            {
                throw new UserException(ExitStatus.MachineLacks, problem);
            }

            PeopleStore store = new(options.People);
            EnrolledPerson person = store.Find(name)
                ?? throw new UserException(ExitStatus.BadInput, $"Nobody called {name} is enrolled in '{store.Root}'; `idmlive people list` shows who is.");
            ModelPackage package = ModelStore.Default().Load(options.Model ?? person.Record.Model.Name);
            using Interruption interruption = new(error, Command);
            LearnResult result = new Refinement(options, package, store, teller.Tell, teller.Status).Run(name, interruption.Stop);
            teller.EndLine();
            if (options.Json)
            {
                output.WriteLine(result.ToJson());
            }
            else if (!options.Quiet)
            {
                output.WriteLine($"{result.Name}: {result.Sentence}.");
            }

            return result.Accepted || !result.WasTried ? ExitStatus.Done : ExitStatus.Partial;
        }
        catch (OperationCanceledException)
        {
            teller.EndLine();
            error.WriteLine($"{Command}: interrupted; the same command goes on from here.");
            return ExitStatus.Interrupted;
        }
        catch (Exception e)
        {
            teller.EndLine();
            (int status, string sentence) = RestoreJob.Explain(e);
            error.WriteLine($"{Command}: {sentence}");
            return status;
        }
    }
}
