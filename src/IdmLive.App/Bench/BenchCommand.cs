using System.CommandLine;
using IdmLive.App.Live;
using IdmLive.App.Restoring;
using IdmLive.Diffusion.Models;

namespace IdmLive.App.Bench;

/// <summary><c>idmlive bench --network</c> and <c>idmlive bench --source S</c>.</summary>
internal static class BenchCommand
{
    private static readonly BenchOptions Usual = new();

    private static readonly Option<bool> Network = new("--network") { Description = "Times the model's network alone, beside the machine's convolution peak." };

    private static readonly Option<string?> Source = new("--source")
    {
        HelpName = "source",
        Description = $"Runs the whole line on a source, into nothing: {LiveSourceFactory.Forms}. Files are played again and again.",
    };

    private static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => Usual.Seconds, HelpName = "s", Description = "How long the line runs." };
    private static readonly Option<double> Soak = new("--soak")
    {
        HelpName = "minutes",
        Description = "Runs the line for so many minutes, garbage being collected without pause in the first sixth, and shows how the process changes.",
    };

    private static readonly Option<double> Budget = new("--budget-ms") { DefaultValueFactory = _ => Usual.BudgetMilliseconds, HelpName = "ms", Description = "Delay that a frame of the line may get." };
    private static readonly Option<string> Device = new("--device") { DefaultValueFactory = _ => Usual.Device, HelpName = "device", Description = "Where the line's network runs: cpu, cuda or cuda:N." };
    private static readonly Option<bool> Unguarded = new("--unguarded") { Description = "The line takes every restoration whole." };

    private static readonly Option<bool> Clean = new("--clean")
    {
        Description = $"Compares what leaves the line with what came in, in every frame of the source's first --seconds, without a deadline; a clean source is to stay within {CleanBenchResult.BarDb} dB.",
    };

    private static readonly Option<string> Model = new("--model")
    {
        DefaultValueFactory = _ => Usual.Model,
        HelpName = "name",
        Description = "The model: a name that `idmlive models list` shows, or a model's folder.",
    };

    private static readonly Option<int[]> Sizes = new("--sizes")
    {
        DefaultValueFactory = _ => [.. Usual.Sizes],
        AllowMultipleArgumentsPerToken = true,
        HelpName = "pixels",
        Description = "Widths of the crops.",
    };

    private static readonly Option<string[]> Formats = new("--dtypes")
    {
        AllowMultipleArgumentsPerToken = true,
        HelpName = "fp32|bf16",
        Description = "Number formats; bf16 is left out where the processor does not multiply it, unless it is named here.",
    };

    private static readonly Option<int[]> Threads = new("--threads")
    {
        AllowMultipleArgumentsPerToken = true,
        HelpName = "n",
        Description = "Threads; one and all processors where none are given.",
    };

    private static readonly Option<string[]> Peers = new("--peer")
    {
        AllowMultipleArgumentsPerToken = true,
        HelpName = "file.onnx",
        Description = "Other networks, timed in turn with this one: x4 networks are fed a quarter of the model's crop, x1 networks the whole.",
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        DefaultValueFactory = _ => Usual.Rounds,
        HelpName = "n",
        Description = "Timed calls of each.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object to standard output in place of the tables." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows what start-up tuning looks at and chooses, or each step of the ladder and why, too." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(ModelStore.Default());

    /// <summary>Makes the command with the models of another store.</summary>
    internal static Command Create(ModelStore store)
    {
        Command command = new(
            "bench",
            "Measures how fast this machine is. All contenders are called in turn, so that whatever else runs meets all of them alike. " + ExitStatus.Help)
        {
            Network, Source, Seconds, Soak, Clean, Budget, Device, Unguarded, Model, Sizes, Formats, Threads, Peers, Rounds, Json, Verbose,
        };
        command.SetAction(parsed =>
        {
            InvocationConfiguration io = parsed.InvocationConfiguration;
            try
            {
                BenchOptions options = Read(parsed);
                options.Check();
                if (options.Network)
                {
                    new NetworkBench(store, TimeProvider.System).Run(options).Write(options.Json, io.Output);
                }
                else if (options.Clean)
                {
                    new CleanBench(live => LiveLineFactory.CreateStages(live)).Run(options).Write(options.Json, io.Output);
                }
                else
                {
                    new LineBench(live => LiveLineFactory.CreateStages(live)).Run(options).Write(options.Json, options.Verbose, io.Output);
                }

                return ExitStatus.Done;
            }
            catch (Exception e)
            {
                (int status, string sentence) = RestoreJob.Explain(e);
                io.Error.WriteLine($"idmlive bench: {sentence}");
                return status;
            }
        });
        return command;
    }

    private static BenchOptions Read(ParseResult parsed) => new()
    {
        Network = parsed.GetValue(Network),
        Source = parsed.GetValue(Source),
        Seconds = parsed.GetValue(Seconds),
        Clean = parsed.GetValue(Clean),
        SoakMinutes = parsed.GetValue(Soak),
        BudgetMilliseconds = parsed.GetValue(Budget),
        Device = parsed.GetValue(Device)!,
        Unguarded = parsed.GetValue(Unguarded),
        Model = parsed.GetValue(Model)!,
        Sizes = parsed.GetValue(Sizes) ?? [],
        Formats = parsed.GetValue(Formats) ?? [],
        Threads = parsed.GetValue(Threads) ?? [],
        Peers = parsed.GetValue(Peers) ?? [],
        Rounds = parsed.GetValue(Rounds),
        Json = parsed.GetValue(Json),
        Verbose = parsed.GetValue(Verbose),
    };
}
