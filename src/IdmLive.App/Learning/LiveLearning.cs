using System.Globalization;
using IdmLive.App.Enrol;
using IdmLive.App.Live;
using IdmLive.App.Restoring;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Learning;

/// <summary>
/// Learns from the frames that a live line kept, once it has ended: the processors are the call's while it runs. Names nobody, and changes no exit status: the call
/// was what was asked for. One thread.
/// </summary>
internal static class LiveLearning
{
    private const string Command = "idmlive live";

    /// <summary>What was kept, in a sentence.</summary>
    public static string Summary(FrameKeeper keeper)
    {
        string refused = string.Join(", ", keeper.Refused.OrderByDescending(r => r.Value).Select(r => $"{r.Value} {r.Key}"));
        return $"kept {keeper.Kept} frames to learn from{(refused.Length > 0 ? $"; not kept: {refused}" : string.Empty)}.";
    }

    /// <summary>Learns.</summary>
    /// <param name="options">As the line ran with.</param>
    /// <param name="names">Of whom frames were kept.</param>
    /// <param name="error">Where the user is told.</param>
    /// <param name="isTerminal">Whether a line can be written over.</param>
    public static void Run(LiveOptions options, IReadOnlyCollection<string> names, TextWriter error, bool isTerminal)
    {
        WorkTeller teller = new(error, Command, isTerminal, options.Quiet);
        try
        {
            PeopleStore store = new(options.People.Folder);
            string[] ready = [.. names.Where(n => store.Find(n) is { } person && LearnedFrames.Read(person).Count(c => !c.IsTried) >= LearnMaterial.LeastNew)];
            if (ready.Length > 0 && options.LearningMinutes > 0)
            {
                Learn(options, store, ready, error, teller);
            }
            else if (names.Count > 0)
            {
                teller.Tell(ready.Length == 0 ? $"the kept frames wait until there are {LearnMaterial.LeastNew} of a person." : "the kept frames wait for `idmlive people learn`.");
            }
        }
        catch (OperationCanceledException)
        {
            teller.Tell("learning was left; `idmlive people learn` goes on from here, or the next call does.");
        }
        catch (Exception e)
        {
            teller.EndLine();
            error.WriteLine($"{Command}: nothing was learned: {RestoreJob.Explain(e).Sentence}");
        }
    }

    private static void Learn(LiveOptions options, PeopleStore store, string[] names, TextWriter error, WorkTeller teller)
    {
        string minutes = options.LearningMinutes.ToString("0.##", CultureInfo.InvariantCulture);
        string each = names.Length > 1 ? $" for each of {names.Length} people" : string.Empty;
        teller.Tell($"learning from the kept frames now, {minutes} min of training{each} and then measuring; Ctrl-C leaves it and loses nothing, --learn-minutes 0 only keeps.");
        using Interruption interruption = new(error, Command);
        LearnOptions learning = new() { Minutes = options.LearningMinutes, People = options.People.Folder, Device = options.Device, Threads = options.Threads, Quiet = options.Quiet };
        Refinement refinement = new(learning.Checked(), ModelStore.Default().Load(options.Model), store, teller.Tell, teller.Status);
        foreach (string name in names)
        {
            teller.Tell($"{refinement.Run(name, interruption.Stop).Sentence}.");
        }
    }
}
