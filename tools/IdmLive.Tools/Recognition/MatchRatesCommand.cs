using System.CommandLine;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;

namespace IdmLive.Tools.Recognition;

/// <summary><c>idmlive-tools match-rates</c>: how often an enrolled person is taken for another, or missed, by threshold.</summary>
internal static class MatchRatesCommand
{
    private const int MachineLacks = 3;
    private static readonly MatchRatesOptions Usual = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string[]> portraits = new("--portraits") { AllowMultipleArgumentsPerToken = true, Description = "Folders of portraits; each picture counts as another person." };
        Option<string[]> clips = new("--clips") { AllowMultipleArgumentsPerToken = true, Description = "Videos; each face counts as another person, enrolled from the first half and looked at in the second." };
        Option<string[]> same = new("--same") { AllowMultipleArgumentsPerToken = true, Description = "Pairs NAME=NAME that are one person, with names as they are in the list of the most alike." };
        Option<string[]> recipes = new("--recipes") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Usual.Recipes], Description = "Degradations of the looks: eq11, webcam, mixed or JSON files." };
        Option<int> most = new("--most") { DefaultValueFactory = _ => Usual.Most, Description = "Pictures taken of each folder." };
        Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => Usual.Seconds, Description = "Seconds read of each clip." };
        Option<int> agreeing = new("--agreeing") { DefaultValueFactory = _ => Usual.Agreeing, Description = "Looks in a row that have to agree." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => Usual.Wanted, Description = "False-accept rate of one look that a threshold is wanted for." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Usual.Seed, Description = "Seed of the degradations." };
        Option<bool> json = new("--json") { Description = "One JSON object on standard output in place of the tables." };
        Command command = new("match-rates", "Measures how often recognition takes one person for another and how often it misses one, by threshold, clean and degraded.")
        {
            portraits, clips, same, recipes, most, seconds, agreeing, rate, seed, json,
        };
        command.SetAction(parsed => Run(
            new()
            {
                Portraits = parsed.GetValue(portraits) ?? [],
                Clips = parsed.GetValue(clips) ?? [],
                Same = parsed.GetValue(same) ?? [],
                Recipes = parsed.GetValue(recipes) ?? [],
                Most = parsed.GetValue(most),
                Seconds = parsed.GetValue(seconds),
                Agreeing = parsed.GetValue(agreeing),
                Wanted = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(json),
            parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(MatchRatesOptions options, bool json, InvocationConfiguration io)
    {
        try
        {
            options.Check();
            using LookReader reader = new(options);
            IReadOnlyList<MeasuredPerson> people = reader.Read();
            io.Error.WriteLine(
                $"{people.Count(p => !p.IsClip)} portraits and {people.Count(p => p.IsClip)} people of clips; {reader.WithoutFace} pictures without a face.");
            MatchRates rates = MatchRates.Measure(people, reader.Conditions, options.Same, options.Agreeing, new PersonMatcherOptions().Nearest);
            io.Output.Write(json ? MatchRatesReport.Json(rates, options) : MatchRatesReport.Text(rates, options));
            return 0;
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Machine)
        {
            io.Error.WriteLine($"idmlive-tools match-rates: {e.Message}");
            return MachineLacks;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or ImageFileException or MediaException)
        {
            io.Error.WriteLine($"idmlive-tools match-rates: {e.Message}");
            return 1;
        }
    }
}
