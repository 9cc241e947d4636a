using System.CommandLine;

namespace IdmLive.App.People;

/// <summary>The options about enrolled people, for all commands that restore.</summary>
internal sealed class PeopleArguments
{
    private readonly Option<string?> _person = new("--person")
    {
        HelpName = "name",
        Description = "Assumes this enrolled person at once, and goes back to the general model where another is seen. Usually everybody enrolled is recognised.",
    };

    private readonly Option<bool> _nobody = new("--no-people") { Description = "Recognises nobody: every face gets the general model." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_person);
        command.Add(PeopleCommand.Folder);
        command.Add(_nobody);
    }

    /// <summary>What was given.</summary>
    public PeopleOptions Read(ParseResult parsed) => new()
    {
        Person = parsed.GetValue(_person),
        Folder = parsed.GetValue(PeopleCommand.Folder),
        Nobody = parsed.GetValue(_nobody),
    };
}
