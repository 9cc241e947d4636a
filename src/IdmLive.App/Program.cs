using System.CommandLine;
using System.CommandLine.Invocation;
using IdmLive.App.Demo;
using IdmLive.App.Models;

RootCommand root = new("Restores faces in video.")
{
    DemoCommand.Create(),
    ModelsCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;
}

return await parsed.InvokeAsync();
