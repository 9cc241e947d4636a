using System.CommandLine;
using IdmLive.Pipeline.Imaging;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.Degradation;

/// <summary><c>idmlive-tools degrade</c>: writes the pictures that <c>evaluate</c> measures on.</summary>
internal static class DegradeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Required = true, Description = "Folder of clean portraits." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder to write `clean` and `degraded` into." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of the degradation." };
        Option<int> size = new("--size") { DefaultValueFactory = _ => 256, Description = "Crop size in pixels." };
        Option<string> recipe = new("--recipe")
        {
            DefaultValueFactory = _ => "eq11",
            Description = "Degradation: eq11, webcam, mixed or the path of a JSON file like the recipe.json that this command writes.",
        };
        Option<bool> timing = new("--timing") { Description = "Also times the recipe and its stages on patches of 160 px, on one core." };
        Command command = new("degrade", "Aligns the face of each picture and degrades it by a recipe: pairs for measuring.") { data, output, seed, size, recipe, timing };
        command.SetAction(parsed =>
        {
            try
            {
                TestSet set = new(parsed.GetRequiredValue(data), parsed.GetValue(size), parsed.GetValue(seed), parsed.GetValue(recipe)!);
                string clean = Path.Join(parsed.GetRequiredValue(output), "clean"), degraded = Path.Join(parsed.GetRequiredValue(output), "degraded");
                Directory.CreateDirectory(clean);
                Directory.CreateDirectory(degraded);
                RecipeFile.Write(Path.Join(parsed.GetRequiredValue(output), "recipe.json"), set.Recipe);
                for (int i = 0; i < set.Count; i++)
                {
                    using TestPair pair = set.Pair(i);
                    string name = Path.GetFileNameWithoutExtension(pair.Name) + ".png";
                    Cv2.ImWrite(Path.Join(clean, name), pair.Clean);
                    Cv2.ImWrite(Path.Join(degraded, name), pair.Degraded);
                }

                Console.WriteLine($"{set.Count} pairs in {clean} and {degraded} ({set.Recipe.Name}, seed {parsed.GetValue(seed)}).");
                if (parsed.GetValue(timing))
                {
                    Console.Write(RecipeTiming.Measure(set));
                }

                return 0;
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or ImageFileException)
            {
                Console.Error.WriteLine($"idmlive-tools degrade: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
