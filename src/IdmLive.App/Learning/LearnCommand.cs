using System.CommandLine;
using IdmLive.App.People;

namespace IdmLive.App.Learning;

/// <summary><c>idmlive people learn NAME</c>.</summary>
internal static class LearnCommand
{
    private static readonly LearnOptions Usual = new();

    private static readonly Argument<string> Name = new("name") { Description = "The person; capital letters make no difference." };
    private static readonly Option<double> Minutes = CommandLine.Usually("--minutes", Usual.Minutes, "n", "Minutes of training; measuring comes on top.");
    private static readonly Option<int> Iterations = new("--iterations") { HelpName = "n", Description = "Steps of training in place of minutes: the same steps give the same weights." };
    private static readonly Option<string?> Model = new("--model") { HelpName = "name", Description = "The general model, where the one that the person was enrolled with goes by another name now." };
    private static readonly Option<string?> Others = new("--others") { HelpName = "folder", Description = "Portraits of other people, to keep in mind beside." };
    private static readonly Option<string> Device = CommandLine.Usually("--device", Usual.Device, "device", "Where the training runs: cpu, cuda or cuda:N.");
    private static readonly Option<int> Threads = CommandLine.Usually("--threads", Usual.Threads, "n", "Threads of the training; 0 for all processors.");
    private static readonly Option<int> Seed = CommandLine.Usually("--seed", Usual.Seed, "n", "Seed of everything that is drawn.");
    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object with the figures to standard output." };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Tells errors and warnings only." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new(
            "learn",
            "Refines the personal weights of a person with frames that `idmlive live --keep-learning` kept. They are replaced only where the new ones are better than the general "
            + "model and than the present ones on frames that were not learned from. Ctrl-C is no loss: the same command goes on.")
        {
            Name, Minutes, Iterations, Model, PeopleCommand.Folder, Others, Device, Threads, Seed, Json, Quiet,
        };
        command.SetAction(parsed => new LearnJob(parsed.InvocationConfiguration.Output, TextWriter.Synchronized(parsed.InvocationConfiguration.Error)).Run(
            new()
            {
                Minutes = parsed.GetValue(Minutes),
                Iterations = parsed.GetValue(Iterations),
                Model = parsed.GetValue(Model),
                People = parsed.GetValue(PeopleCommand.Folder),
                Others = parsed.GetValue(Others),
                Device = parsed.GetValue(Device)!,
                Threads = parsed.GetValue(Threads),
                Seed = parsed.GetValue(Seed),
                Json = parsed.GetValue(Json),
                Quiet = parsed.GetValue(Quiet),
            },
            parsed.GetRequiredValue(Name)));
        return command;
    }
}
