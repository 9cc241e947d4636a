using System.CommandLine;
using IdmLive.Diffusion.Models;

namespace IdmLive.App.Demo;

/// <summary><c>idmlive demo</c>.</summary>
internal static class DemoCommand
{
    private const int Failed = 1, Interrupted = 130;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        DemoOptions defaults = new();
        Option<string> folder = new("--output", "-o") { DefaultValueFactory = _ => defaults.Folder, Description = "Folder for the clips and the picture sheet." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => defaults.Model, Description = "Model: a name in the store or a folder." };
        Option<int> steps = new("--steps") { DefaultValueFactory = _ => defaults.Steps, Description = "Network calls for a face." };
        Command command = new("demo", "Restores a sample clip that is inside the program and shows what came of it.") { folder, model, steps };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                new DemoOptions
                {
                    Folder = parsed.GetRequiredValue(folder),
                    Model = parsed.GetRequiredValue(model),
                    Steps = parsed.GetRequiredValue(steps),
                },
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error,
                cancellation),
            CancellationToken.None));
        return command;
    }

    /// <summary>Runs the demo and reports.</summary>
    /// <returns>The exit status.</returns>
    internal static int Run(DemoOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            error.WriteLine("idmlive demo: restoring the sample clip (4 s of video), then comparing it with the undegraded one.");
            DemoReport.Write(output, options, DemoRun.Run(options, stop));
            return 0;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("idmlive demo: interrupted.");
            return Interrupted;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"idmlive demo: {e.Message}");
            return Failed;
        }
    }
}
