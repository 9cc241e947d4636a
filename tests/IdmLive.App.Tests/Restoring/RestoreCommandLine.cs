using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Restoring;

namespace IdmLive.App.Tests.Restoring;

/// <summary>Runs <c>idmlive restore</c> inside the test's process.</summary>
internal static class RestoreCommandLine
{
    public static RestoreOutcome Run(params string[] arguments) => Run(new PaintingRestorer(), arguments);

    public static RestoreOutcome Run(IRestorerFactory restorers, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { RestoreCommand.Create(restorers) };
        int status = CommandLine.Run(root, ["restore", .. arguments], new InvocationConfiguration { Output = output, Error = error });
        return new(status, output.ToString(), error.ToString());
    }
}

/// <summary>What a run said and how it ended.</summary>
internal sealed record RestoreOutcome(int Status, string Output, string Error)
{
    /// <summary>The one object on standard output.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.Single(Output.TrimEnd('\n', '\r').Split('\n'));
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>The only line on standard error.</summary>
    public string OneSentence
    {
        get
        {
            string line = Assert.Single(Error.TrimEnd('\n', '\r').Split('\n'));
            Assert.StartsWith("idmlive restore: ", line, StringComparison.Ordinal);
            Assert.Empty(Output);
            return line;
        }
    }
}
