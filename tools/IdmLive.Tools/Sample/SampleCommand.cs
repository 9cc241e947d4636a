using System.CommandLine;

namespace IdmLive.Tools.Sample;

/// <summary><c>idmlive-tools sample</c>.</summary>
internal static class SampleCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        SampleOptions defaults = new();
        Option<string> portrait = new("--portrait") { Required = true, Description = "Picture of a person, head and shoulders." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "The degraded clip (.mp4)." };
        Option<string?> clean = new("--clean") { Description = "The same frames undegraded (.mp4)." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => defaults.Seed, Description = "Seed of motion, voice and noise." };
        Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => defaults.Seconds, Description = "Length." };
        Command command = new("sample", "Makes a clip of a portrait that moves and is degraded as before a webcam.") { portrait, output, clean, seed, seconds };
        command.SetAction(parsed =>
        {
            try
            {
                SampleOptions options = defaults with { Seed = parsed.GetValue(seed), Seconds = parsed.GetValue(seconds) };
                SampleClip.Make(parsed.GetRequiredValue(portrait), parsed.GetRequiredValue(output), parsed.GetValue(clean), options, new WebcamOptions());
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or Pipeline.Imaging.ImageFileException)
            {
                Console.Error.WriteLine($"idmlive-tools sample: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
