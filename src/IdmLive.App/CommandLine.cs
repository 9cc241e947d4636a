using System.CommandLine;
using System.CommandLine.Parsing;

namespace IdmLive.App;

/// <summary>Runs commands: a wrong command line is one line on standard error and not a page of help.</summary>
internal static class CommandLine
{
    /// <summary>Parses the arguments and runs what they say.</summary>
    /// <param name="root">The program with its commands.</param>
    /// <param name="arguments">What the user typed.</param>
    /// <param name="configuration">Where to write; the console where null.</param>
    /// <returns>The exit status.</returns>
    public static int Run(RootCommand root, IReadOnlyList<string> arguments, InvocationConfiguration? configuration = null)
    {
        // Commands look after Ctrl-C themselves, and what they do not foresee is to be seen.
        configuration ??= new();
        configuration.ProcessTerminationTimeout = null;
        configuration.EnableDefaultExceptionHandler = false;
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            string command = FullName(parsed.CommandResult);
            string what = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0
                ? $"Unknown command '{parsed.UnmatchedTokens[0]}'" : parsed.Errors[0].Message.TrimEnd('.');
            configuration.Error.WriteLine($"{command}: {what}; see {command} --help.");
            return ExitStatus.BadInput;
        }

        return parsed.Invoke(configuration);
    }

    /// <summary>An option with a usual value, which the help shows.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="usual">What holds where it is left out.</param>
    /// <param name="helpName">What stands for the value in the help.</param>
    /// <param name="description">One sentence.</param>
    public static Option<T> Usually<T>(string name, T usual, string helpName, string description) =>
        new(name) { DefaultValueFactory = _ => usual, HelpName = helpName, Description = description };

    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : "idmlive";
}
