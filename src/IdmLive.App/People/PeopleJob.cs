using IdmLive.App.Restoring;
using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary>One run of <c>idmlive people</c>: does the work and turns whatever happens into a sentence and an exit status.</summary>
/// <param name="output">Standard output: tables, or one JSON object.</param>
/// <param name="error">Standard error: questions and everything else.</param>
/// <param name="answers">Where somebody at a terminal answers; null where nobody does.</param>
internal sealed class PeopleJob(TextWriter output, TextWriter error, TextReader? answers)
{
    /// <summary>Lists everybody.</summary>
    /// <returns>0, or 1 where a record is damaged.</returns>
    public int List(string? folder, bool json) => Run(() =>
    {
        PeopleStore store = new(folder);
        PersonSummary[] people = [.. store.List().Select(PersonSummary.Of)];
        IReadOnlyList<string> unfinished = store.Unfinished;
        if (json)
        {
            output.WriteLine(PersonSummary.ToJson(people, unfinished, store.Root));
        }
        else if (people.Length == 0)
        {
            error.WriteLine($"idmlive people: nobody is enrolled in '{store.Root}'.");
        }
        else
        {
            output.WriteLine(PersonSummary.Heading);
            Array.ForEach(people, p => output.WriteLine(p.ToLine()));
        }

        foreach (string name in json ? [] : unfinished)
        {
            error.WriteLine($"idmlive people: enrolling {name} was begun and not finished; enrol {name} again to go on, or remove {name}.");
        }

        PersonSummary[] damaged = [.. people.Where(p => p.Problem is not null)];
        Array.ForEach(damaged, p => error.WriteLine($"idmlive people: {p.Problem}"));
        return damaged.Length > 0 ? ExitStatus.BadInput : ExitStatus.Done;
    });

    /// <summary>Shows a person.</summary>
    public int Show(string? folder, string name, bool json) => Run(() =>
    {
        PersonSummary person = PersonSummary.Of(new(name, Find(new(folder), name), null));
        foreach (string line in json ? [person.ToJson()] : person.ToLines())
        {
            output.WriteLine(line);
        }

        return ExitStatus.Done;
    });

    /// <summary>Deletes a person.</summary>
    public int Remove(string? folder, string name, bool isSure) => Run(() =>
    {
        PeopleStore store = new(folder);
        PersonName.Check(name);
        if (!isSure && !IsConfirmed(name))
        {
            error.WriteLine($"idmlive people: {name} was not removed.");
            return ExitStatus.BadInput;
        }

        if (!store.Remove(name))
        {
            throw Unknown(store, name);
        }

        error.WriteLine($"idmlive people: all pictures, embeddings and personal weights of {name} are deleted.");
        return ExitStatus.Done;
    });

    /// <summary>Writes a person into a file.</summary>
    public int Export(string? folder, string name, string zip, bool withCrops, bool force) => Run(() =>
    {
        if (!zip.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserException(ExitStatus.BadInput, $"--output {zip} does not end as a zip file does; name it .zip.");
        }

        EnrolledPerson person = Find(new(folder), name);
        PersonExport.Write(person, zip, withCrops, force);
        output.WriteLine($"{zip}: {person.Record.Name}, embeddings{(person.AdapterPath is null ? "" : " and personal weights")}{(withCrops ? $" and {person.Record.Crops.Count + LearnedFrames.Read(person).Count} pictures" : "")}.");
        return ExitStatus.Done;
    });

    private static EnrolledPerson Find(PeopleStore store, string name) => store.Find(name) ?? throw Unknown(store, name);

    private static UserException Unknown(PeopleStore store, string name)
    {
        string[] known = [.. store.List().Select(p => p.Name)];
        return new(ExitStatus.BadInput, $"Nobody called {name} is enrolled in '{store.Root}'; there is {(known.Length > 0 ? string.Join(", ", known) : "nobody")}.");
    }

    private bool IsConfirmed(string name)
    {
        if (answers is null)
        {
            throw new UserException(ExitStatus.BadInput, $"Removing {name} cannot be undone, and nobody is here to be asked; give --yes.");
        }

        error.Write($"Delete all pictures, embeddings and personal weights of {name}? This cannot be undone. [y/N] ");
        error.Flush();
        return answers.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private int Run(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (Exception e)
        {
            (int status, string sentence) = RestoreJob.Explain(e);
            error.WriteLine($"idmlive people: {sentence}");
            return status;
        }
    }
}
