using System.CommandLine;
using System.CommandLine.Invocation;
using IdmLive.Diffusion.Streaming;
using IdmLive.Pipeline.Startup;
using IdmLive.Tools.Ablation;
using IdmLive.Tools.Degradation;
using IdmLive.Tools.Evaluation;
using IdmLive.Tools.Exporting;
using IdmLive.Tools.Generation;
using IdmLive.Tools.Guarding;
using IdmLive.Tools.PersonalEvaluation;
using IdmLive.Tools.Preparing;
using IdmLive.Tools.Publishing;
using IdmLive.Tools.Recognition;
using IdmLive.Tools.Recursion;
using IdmLive.Tools.Refining;
using IdmLive.Tools.Sample;
using IdmLive.Tools.Training;
using IdmLive.Tools.VideoEvaluation;

RootCommand root = new("Makes, measures and refines the models of IdmLive.")
{
    PrepareCommand.Create(),
    TrainCommand.Create(),
    DegradeCommand.Create(),
    EvaluateCommand.Create(),
    EvaluateVideoCommand.Create(package => new StreamingRestorer(package, new StreamingOptions())),
    RecursionCommand.Create(),
    GuardLevelsCommand.Create(),
    CompareCommand.Create(),
    PublishCommand.Create(),
    RefineCommand.Create(),
    SampleCommand.Create(),
    ExportCommand.Create(),
    AblateCommand.Create(),
    GenerateCheckCommand.Create(),
    EvaluatePersonalCommand.Create(),
    MatchRatesCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;
}
else if (parsed.CommandResult.Command != root && NativeLibraryCheck.FindProblem() is { } problem)
{
    Console.Error.WriteLine($"idmlive-tools: {problem}");
    return 3;
}

// A run that is asked to stop writes its checkpoint first.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
