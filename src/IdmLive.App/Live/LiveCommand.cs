using System.CommandLine;
using IdmLive.App.People;
using IdmLive.Pipeline.Live;

namespace IdmLive.App.Live;

/// <summary><c>idmlive live --source S --sink K...</c>.</summary>
internal static class LiveCommand
{
    private static readonly LiveOptions Usual = new();

    private static readonly Option<string> Source = CommandLine.Usually("--source", Usual.Source, "source", $"Where frames come from: {LiveSourceFactory.Forms}.");
    private static readonly Option<string[]> Sinks = new("--sink")
    {
        HelpName = "sink",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. Usual.Sinks],
        Description = $"Where they go, one or more: {LiveSinkFactory.Forms}.",
    };

    private static readonly Option<string> Model = CommandLine.Usually("--model", Usual.Model, "name", "The model: a name that `idmlive models list` shows, or a model's folder.");
    private static readonly Option<string> Device = CommandLine.Usually("--device", Usual.Device, "device", "Where the model runs: cpu, cuda or cuda:N.");
    private static readonly Option<int> Threads = CommandLine.Usually("--threads", Usual.Threads, "n", "Threads of the network; 0 chooses at the start.");
    private static readonly Option<double> Strength = CommandLine.Usually("--strength", Usual.Strength, "0..1", "How much of the restoration is taken; 0 passes every frame as it came.");
    private static readonly Option<double> Budget = CommandLine.Usually("--budget-ms", Usual.BudgetMilliseconds, "ms", "Delay that a frame may get; less is done for a face where there is no time for more.");
    private static readonly Option<int> MaxFaces = CommandLine.Usually("--max-faces", Usual.MaxFaces, "n", "Faces that are restored at most, the largest first.");
    private static readonly Option<double> Seconds = CommandLine.Usually("--seconds", Usual.Seconds, "s", "Ends after so many seconds; 0 for no end.");
    private static readonly Option<long> Seed = CommandLine.Usually("--seed", Usual.Seed, "n", "Seed of the noise.");
    private static readonly Option<bool> Loop = new("--loop") { Description = "A file begins again at its end." };
    private static readonly Option<bool> Fast = new("--fast") { Description = "Every frame of a file is worked on, as fast as possible: no deadline, no dropped frame." };
    private static readonly Option<bool> Unguarded = new("--unguarded") { Description = "Takes every restoration whole, whatever the input is like, and every face for --person, whoever it is." };
    private static readonly PeopleArguments People = new();
    private static readonly Option<bool> KeepLearning = new("--keep-learning")
    {
        Description = "Keeps good frames of enrolled people, on this machine, while the camera is good, and learns from them after the end.",
    };

    private static readonly Option<double?> LearnMinutes = new("--learn-minutes")
    {
        HelpName = "n",
        Description = "With --keep-learning: minutes of learning for each person after the end, 1 unless given; 0 only keeps frames, for `idmlive people learn`.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replaces existing files." };
    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object with the figures to standard output at the end." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows what start-up tuning tried and chose." };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Tells errors and warnings only." };

    /// <summary>Makes the command.</summary>
    /// <param name="enrolled">Reads who is enrolled; null for nobody.</param>
    public static Command Create(EnrolledPeopleSource? enrolled = null) => Create(options => LiveLineFactory.CreateStages(options, enrolled));

    /// <summary>Makes the command with stages of another kind.</summary>
    internal static Command Create(Func<LiveOptions, LiveStages> stages)
    {
        Command command = new(
            "live",
            "Restores the faces of a camera, a stream or a file while it runs, with one network call a frame and within a delay of --budget-ms; where there "
            + "is no time the network sees the face smaller, then not at all. A source that is lost is waited for. Ctrl-C ends. " + ExitStatus.Help)
        {
            Source, Sinks, Model, Device, Threads, Strength, Budget, MaxFaces, Seconds, Seed, Loop, Fast, Unguarded, Force, Json, Verbose, Quiet,
        };
        People.AddTo(command);
        command.Add(KeepLearning);
        command.Add(LearnMinutes);
        command.SetAction(parsed =>
        {
            InvocationConfiguration io = parsed.InvocationConfiguration;
            return new LiveJob(io.Output, io.Error, stages).Run(Read(parsed) with
            {
                Verbose = parsed.GetValue(Verbose) ? io.Error.WriteLine : null,
                Tell = sentence => io.Error.WriteLine($"idmlive live: {sentence}"),
            });
        });
        return command;
    }

    private static LiveOptions Read(ParseResult parsed) => new()
    {
        Source = parsed.GetValue(Source)!,
        Sinks = parsed.GetValue(Sinks)!,
        Model = parsed.GetValue(Model)!,
        Device = parsed.GetValue(Device)!,
        Threads = parsed.GetValue(Threads),
        Strength = parsed.GetValue(Strength),
        BudgetMilliseconds = parsed.GetValue(Budget),
        MaxFaces = parsed.GetValue(MaxFaces),
        Seconds = parsed.GetValue(Seconds),
        Seed = parsed.GetValue(Seed),
        Loop = parsed.GetValue(Loop),
        Fast = parsed.GetValue(Fast),
        Unguarded = parsed.GetValue(Unguarded),
        People = People.Read(parsed),
        KeepLearning = parsed.GetValue(KeepLearning),
        LearnMinutes = parsed.GetValue(LearnMinutes),
        Force = parsed.GetValue(Force),
        Json = parsed.GetValue(Json),
        Quiet = parsed.GetValue(Quiet),
    };
}
