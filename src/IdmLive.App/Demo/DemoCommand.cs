using System.CommandLine;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Startup;

namespace IdmLive.App.Demo;

/// <summary><c>idmlive demo</c>.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        DemoOptions defaults = new();
        Option<string> folder = new("--output", "-o") { DefaultValueFactory = _ => defaults.Folder, Description = "Folder for the clips and the picture sheet." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => defaults.Model, Description = "Model: a name in the store or a folder." };
        Option<int> steps = new("--steps") { DefaultValueFactory = _ => defaults.Steps, Description = "Network calls for a face." };
        Command command = new("demo", "Restores a sample clip that is inside the program and shows what came of it.") { folder, model, steps };
        command.SetAction(parsed => Run(
            new DemoOptions
            {
                Folder = parsed.GetRequiredValue(folder),
                Model = parsed.GetRequiredValue(model),
                Steps = parsed.GetRequiredValue(steps),
            },
            new RestorerFactory(),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>Runs the demo and reports.</summary>
    /// <returns>An exit status of <see cref="ExitStatus"/>.</returns>
    internal static int Run(DemoOptions options, IRestorerFactory restorers, TextWriter output, TextWriter error)
    {
        error = TextWriter.Synchronized(error);
        try
        {
            if (NativeLibraryCheck.FindProblem() is { } problem)
            {
                throw new UserException(ExitStatus.MachineLacks, problem);
            }

            error.WriteLine("idmlive demo: restoring the sample clip (4 s of video), then comparing it with the undegraded one.");
            ProgressDisplay progress = new(error, !Console.IsErrorRedirected && ReferenceEquals(output, Console.Out));
            using Interruption interruption = new(error);
            VideoRestoring restoring = new(restorers, progress, (sentence, _) => error.WriteLine($"idmlive demo: {sentence}"));
            DemoReport.Write(output, DemoRun.Run(options, restoring, interruption.Stop));
            return ExitStatus.Done;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("idmlive demo: interrupted.");
            return ExitStatus.Interrupted;
        }
        catch (Exception e)
        {
            (int status, string sentence) = RestoreJob.Explain(e);
            error.WriteLine($"idmlive demo: {sentence}");
            return status;
        }
    }
}
