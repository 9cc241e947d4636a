using System.CommandLine;
using System.CommandLine.Invocation;
using IdmLive.Tools.Degradation;
using IdmLive.Tools.Evaluation;
using IdmLive.Tools.Publishing;
using IdmLive.Tools.Sample;
using IdmLive.Tools.Training;

RootCommand root = new("Makes, measures and refines the models of IdmLive.")
{
    TrainCommand.Create(),
    DegradeCommand.Create(),
    EvaluateCommand.Create(),
    CompareCommand.Create(),
    PublishCommand.Create(),
    SampleCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;
}

return await parsed.InvokeAsync();
