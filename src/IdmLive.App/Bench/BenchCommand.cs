using System.CommandLine;
using IdmLive.Diffusion.Models;

namespace IdmLive.App.Bench;

/// <summary><c>idmlive bench --network</c>.</summary>
internal static class BenchCommand
{
    private static readonly BenchOptions Usual = new();

    private static readonly Option<bool> Network = new("--network") { Description = "Times the model's network alone, beside the machine's convolution peak." };

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
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows what start-up tuning looks at and chooses, too." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(ModelStore.Default());

    /// <summary>Makes the command with the models of another store.</summary>
    internal static Command Create(ModelStore store)
    {
        Command command = new(
            "bench",
            "Measures how fast this machine is. All contenders are called in turn, so that whatever else runs meets all of them alike. " + ExitStatus.Help)
        {
            Network, Model, Sizes, Formats, Threads, Peers, Rounds, Json, Verbose,
        };
        command.SetAction(parsed =>
        {
            InvocationConfiguration io = parsed.InvocationConfiguration;
            try
            {
                BenchOptions options = Read(parsed);
                options.Check();
                new NetworkBench(store, TimeProvider.System).Run(options).Write(options.Json, io.Output);
                return ExitStatus.Done;
            }
            catch (UserException e)
            {
                io.Error.WriteLine($"idmlive bench: {e.Message}");
                return e.Status;
            }
        });
        return command;
    }

    private static BenchOptions Read(ParseResult parsed) => new()
    {
        Network = parsed.GetValue(Network),
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
