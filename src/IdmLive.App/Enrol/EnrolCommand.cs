using System.CommandLine;
using IdmLive.App.People;
using IdmLive.Diffusion.Adapters;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Enrol;

/// <summary><c>idmlive enrol NAME</c>.</summary>
internal static class EnrolCommand
{
    private static readonly EnrolOptions Usual = new() { Name = string.Empty };

    private static readonly Argument<string> Name = new("name") { Description = "Whom to enrol: 1 to 40 letters, digits, spaces, - and _." };
    private static readonly Option<string[]> Videos = new("--video") { AllowMultipleArgumentsPerToken = true, HelpName = "file", Description = "Videos that show the person, in good light." };
    private static readonly Option<string?> Photos = new("--photos") { HelpName = "folder", Description = "A folder of photos that show the person." };
    private static readonly Option<string?> Camera = new("--camera") { HelpName = "n", Description = "A camera: its number, or another live source. The program asks to turn, smile and speak." };
    private static readonly Option<bool> Kept = new("--kept") { Description = "Learns once more from the pictures that were kept, for example after a new model came." };
    private static readonly Option<double> Seconds = CommandLine.Usually("--seconds", Usual.Seconds, "n", "Seconds before the camera.");
    private static readonly Option<FaceSide> Side = CommandLine.Usually("--side", Usual.Side, "side", "Which face counts where two are shown: any, left or right.");
    private static readonly Option<bool> Consent = new("--consent") { Description = "The person consents to be enrolled; without it the program asks." };
    private static readonly Option<double> Minutes = CommandLine.Usually("--minutes", Usual.Minutes, "n", "Minutes in all on two idle cores, the seconds before a camera not counted; more is better.");
    private static readonly Option<int> Iterations = new("--iterations") { HelpName = "n", Description = "Steps of training in place of minutes: the same steps give the same weights." };
    private static readonly Option<AdapterKind> Kind = CommandLine.Usually("--kind", Usual.Kind, "kind", "Kind of the personal weights: lowRank, channels, film or full.");
    private static readonly Option<string> Model = CommandLine.Usually("--model", Usual.Model, "name", "The general model: a name that `idmlive models list` shows, or a model's folder.");
    private static readonly Option<string?> Others = new("--others") { HelpName = "folder", Description = "Portraits of other people, to keep in mind beside; the sample person inside the program where it is not given." };
    private static readonly Option<string> Device = CommandLine.Usually("--device", Usual.Device, "device", "Where the training runs: cpu, cuda or cuda:N.");
    private static readonly Option<int> Threads = CommandLine.Usually("--threads", Usual.Threads, "n", "Threads of the training; 0 for all processors.");
    private static readonly Option<int> Seed = CommandLine.Usually("--seed", Usual.Seed, "n", "Seed of everything that is drawn.");
    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object with the figures to standard output; everything else goes to standard error." };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Tells errors and warnings only." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(() => Console.IsInputRedirected ? null : Console.In);

    /// <summary>Makes the command with answers from elsewhere.</summary>
    /// <param name="answers">Where somebody answers; gives null where nobody does.</param>
    internal static Command Create(Func<TextReader?> answers)
    {
        Command command = new(
            "enrol",
            "Makes a model of one person's face from a camera, videos or photos, in about three minutes. Everything stays on this machine. It is used only where it is better "
            + "than the general model on frames that it did not learn from. Ctrl-C is no loss: the same command goes on. " + ExitStatus.Help)
        {
            Name, Videos, Photos, Camera, Kept, Seconds, Side, Consent, Minutes, Iterations, Kind, Model, PeopleCommand.Folder, Others, Device, Threads, Seed, Json, Quiet,
        };
        command.SetAction(parsed =>
        {
            InvocationConfiguration io = parsed.InvocationConfiguration;
            return new EnrolJob(io.Output, io.Error, answers()).Run(Read(parsed));
        });
        return command;
    }

    private static EnrolOptions Read(ParseResult parsed) => new()
    {
        Name = parsed.GetRequiredValue(Name),
        Videos = parsed.GetValue(Videos) ?? [],
        Photos = parsed.GetValue(Photos),
        Camera = parsed.GetValue(Camera),
        Kept = parsed.GetValue(Kept),
        Seconds = parsed.GetValue(Seconds),
        Side = parsed.GetValue(Side),
        Consent = parsed.GetValue(Consent) ? true : null,
        Minutes = parsed.GetValue(Minutes),
        Iterations = parsed.GetValue(Iterations),
        Kind = parsed.GetValue(Kind),
        Model = parsed.GetValue(Model)!,
        People = parsed.GetValue(PeopleCommand.Folder),
        Others = parsed.GetValue(Others),
        Device = parsed.GetValue(Device)!,
        Threads = parsed.GetValue(Threads),
        Seed = parsed.GetValue(Seed),
        Json = parsed.GetValue(Json),
        Quiet = parsed.GetValue(Quiet),
    };
}
