using System.CommandLine;
using IdmLive.Tools.Evaluation;
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
        Command command = new("degrade", "Aligns the face of each picture and degrades it by eq. 11: pairs for measuring.") { data, output, seed, size };
        command.SetAction(parsed =>
        {
            try
            {
                TestSet set = new(parsed.GetRequiredValue(data), parsed.GetValue(size), parsed.GetValue(seed));
                string clean = Path.Join(parsed.GetRequiredValue(output), "clean"), degraded = Path.Join(parsed.GetRequiredValue(output), "degraded");
                Directory.CreateDirectory(clean);
                Directory.CreateDirectory(degraded);
                for (int i = 0; i < set.Count; i++)
                {
                    using TestPair pair = set.Pair(i);
                    string name = Path.GetFileNameWithoutExtension(pair.Name) + ".png";
                    Cv2.ImWrite(Path.Join(clean, name), pair.Clean);
                    Cv2.ImWrite(Path.Join(degraded, name), pair.Degraded);
                }

                Console.WriteLine($"{set.Count} pairs in {clean} and {degraded} ({set.Recipe.Name}, seed {parsed.GetValue(seed)}).");
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"idmlive-tools degrade: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
