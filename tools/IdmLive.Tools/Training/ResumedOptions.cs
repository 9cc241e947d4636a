using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Training;

/// <summary>
/// The options that a resumed run goes on with: those it was begun with. A run that went on with others would no longer be the run that its folder tells of.
/// </summary>
internal static class ResumedOptions
{
    /// <summary>What may change between two sittings without changing the weights that come out.</summary>
    private static readonly string[] Free = ["--iterations", "--minutes", "--threads", "--data-threads", "--device", "--checkpoint-every"];

    private static readonly string[] Aside = ["--run", "--resume"];

    private static readonly Dictionary<string, string> OtherNames = new() { ["--decay"] = "averageDecay", ["--bf16"] = "bFloat16" };

    /// <summary>Joins the options of a run folder with what was asked for this time.</summary>
    /// <param name="parsed">The command line; tells what was given and what is a default.</param>
    /// <param name="asked">The command line's values.</param>
    /// <param name="resume">Whether the run goes on; else <paramref name="asked"/> comes back.</param>
    /// <exception cref="ArgumentException">There is nothing to resume, or another value was asked for than the run was begun with.</exception>
    public static TrainOptions Of(ParseResult parsed, TrainOptions asked, bool resume)
    {
        if (!resume)
        {
            return asked.Data.Count > 0 ? asked : throw new ArgumentException("There is no --data; give at least one folder of pictures to train on.");
        }

        string file = Path.Join(asked.Run, TrainOptions.FileName);
        if (!File.Exists(Path.Join(asked.Run, Checkpoint.FileName)) || !File.Exists(file))
        {
            throw new ArgumentException($"'{asked.Run}' holds no checkpoint to resume from; leave --resume out to begin.");
        }

        TrainOptions begun = TrainOptions.Read(file);
        JsonObject was = begun.ToJson(), wanted = asked.ToJson();
        List<string> given = [.. parsed.CommandResult.Children.OfType<OptionResult>().Where(r => !r.Implicit).Select(r => r.Option.Name)];

        // The rate of an annealed run is reckoned from its end, so another end gives other weights.
        foreach (string name in given.Where(n => (!Free.Contains(n) || (begun.Anneal && n == "--iterations")) && !Aside.Contains(n)))
        {
            string key = KeyOf(name);
            if (!JsonNode.DeepEquals(was[key], wanted[key]))
            {
                throw new ArgumentException(
                    $"{name} is {wanted[key]?.ToJsonString()}, and '{asked.Run}' was begun with {was[key]?.ToJsonString() ?? "none"}; leave it out to go on, or begin a run of its own with --init '{asked.Run}'.");
            }
        }

        return begun with
        {
            Run = asked.Run,
            Iterations = given.Contains("--iterations") ? asked.Iterations : begun.Iterations,
            Minutes = asked.Minutes,
            Threads = given.Contains("--threads") ? asked.Threads : begun.Threads,
            DataThreads = given.Contains("--data-threads") ? asked.DataThreads : begun.DataThreads,
            Device = given.Contains("--device") ? asked.Device : begun.Device,
            CheckpointEvery = given.Contains("--checkpoint-every") ? asked.CheckpointEvery : begun.CheckpointEvery,
        };
    }

    /// <summary>The key in the options file of an option of the command.</summary>
    public static string KeyOf(string option)
    {
        if (OtherNames.TryGetValue(option, out string? other))
        {
            return other;
        }

        string[] words = option.TrimStart('-').Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
