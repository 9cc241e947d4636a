using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Live;
using IdmLive.Tools.Evaluation;
using CropDegradation = IdmLive.Pipeline.Live.Degradation;

namespace IdmLive.Tools.Guarding;

/// <summary><c>idmlive-tools guard-levels</c>: the figures behind the settings of <see cref="FaceGuardOptions"/>.</summary>
internal static class GuardLevelsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Required = true, Description = "Folder of clean portraits." };
        Option<string> recipe = new("--recipe") { DefaultValueFactory = _ => "webcam", Description = "Degradation: eq11, webcam, mixed or the path of a recipe's JSON file." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of the degradation." };
        Option<int> size = new("--size") { DefaultValueFactory = _ => 256, Description = "Crop size in pixels." };
        Option<bool> json = new("--json") { Description = "One JSON object on standard output in place of the table." };
        Command command = new("guard-levels", "Measures sharpness and noise of clean and degraded faces, and how much of a restoration the live line's guard would take.")
        {
            data, recipe, seed, size, json,
        };
        command.SetAction(parsed =>
        {
            try
            {
                TestSet set = new(parsed.GetRequiredValue(data), parsed.GetValue(size), parsed.GetValue(seed), parsed.GetRequiredValue(recipe));
                IReadOnlyList<GuardLevels> levels = Measure(set);
                Console.Write(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { Faces = set.Count, Recipe = set.Recipe.Name, Seed = parsed.GetValue(seed), Levels = levels }, JsonSerializerOptions.Web) + "\n"
                    : Table(set, levels));
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or ImageFileException)
            {
                Console.Error.WriteLine($"idmlive-tools guard-levels: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    /// <summary>Measures the clean and the degraded crops of a set.</summary>
    internal static IReadOnlyList<GuardLevels> Measure(IPairSource set)
    {
        using DegradationMeter meter = new();
        List<CropDegradation> clean = [], degraded = [];
        for (int i = 0; i < set.Count; i++)
        {
            using TestPair pair = set.Pair(i);
            clean.Add(meter.Measure(pair.Clean));
            degraded.Add(meter.Measure(pair.Degraded));
        }

        FaceGuardOptions options = new();
        return [GuardLevels.Of("clean", clean, options), GuardLevels.Of("degraded", degraded, options)];
    }

    private static string Table(TestSet set, IReadOnlyList<GuardLevels> levels)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{set.Count} faces, {set.Degradation}");
        text.AppendLine($"{"",-20}{"2 %",8}{"25 %",8}{"50 %",8}{"75 %",8}{"98 %",8}");
        foreach (GuardLevels level in levels)
        {
            Row($"{level.Crops} sharpness", level.Sharpness);
            Row($"{level.Crops} noise", level.Noise);
            Row($"{level.Crops} strength", level.Strength);
            text.AppendLine(CultureInfo.InvariantCulture, $"{level.Crops}: mean strength {level.MeanStrength:F3}, untouched {level.Untouched:P0}, taken whole {level.Whole:P0}");
        }

        return text.ToString();

        void Row(string name, LevelQuantiles q) =>
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-20}{q.P2,8:F3}{q.P25,8:F3}{q.Median,8:F3}{q.P75,8:F3}{q.P98,8:F3}");
    }
}
