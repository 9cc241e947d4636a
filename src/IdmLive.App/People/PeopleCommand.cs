using System.CommandLine;
using IdmLive.App.Learning;
using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary><c>idmlive people list|show|remove|export|learn</c>.</summary>
internal static class PeopleCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The person; capital letters make no difference." };

    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object to standard output in place of the table; embeddings and pictures are not in it." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask." };
    private static readonly Option<string> Output = new("--output", "-o") { Required = true, HelpName = "file.zip", Description = "The file to write; only you can read it." };
    private static readonly Option<bool> WithCrops = new("--with-crops") { Description = "Puts the kept pictures into the file, too, those of calls with them." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replaces an existing file." };

    /// <summary>The option that names another folder; the same for every command that knows people.</summary>
    public static Option<string?> Folder { get; } = new("--people")
    {
        HelpName = "folder",
        Description = $"Folder of the enrolled people; {PeopleFolder.Variable} or the user's data folder where it is not given.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(() => Console.IsInputRedirected ? null : Console.In);

    /// <summary>Makes the command with answers from elsewhere.</summary>
    /// <param name="answers">Where somebody answers; gives null where nobody does.</param>
    internal static Command Create(Func<TextReader?> answers)
    {
        Command list = new("list", "Lists the people who are enrolled.") { Folder, Json };
        list.SetAction(parsed => Job(parsed).List(parsed.GetValue(Folder), parsed.GetValue(Json)));

        Command show = new("show", "Shows what is known of a person: dates, model, material and measurements.") { Name, Folder, Json };
        show.SetAction(parsed => Job(parsed).Show(parsed.GetValue(Folder), parsed.GetRequiredValue(Name), parsed.GetValue(Json)));

        Command remove = new("remove", "Deletes all pictures, embeddings and personal weights of a person, those of calls and of unfinished enrolments too.") { Name, Folder, Yes };
        remove.SetAction(parsed => Job(parsed).Remove(parsed.GetValue(Folder), parsed.GetRequiredValue(Name), parsed.GetValue(Yes)));

        Command export = new("export", "Writes embeddings and personal weights of a person into a zip file.") { Name, Folder, Output, WithCrops, Force };
        export.SetAction(parsed => Job(parsed).Export(
            parsed.GetValue(Folder), parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Output), parsed.GetValue(WithCrops), parsed.GetValue(Force)));

        return new Command("people", "The people who are enrolled. Everything about them stays on this machine. " + ExitStatus.Help) { list, show, remove, export, LearnCommand.Create() };

        PeopleJob Job(ParseResult parsed) => new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, answers());
    }
}
