using System.Globalization;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Training;

/// <summary>The command line of <c>train</c> that a run's options stand for.</summary>
internal static class TrainArguments
{
    /// <summary>The arguments behind <c>idmlive-tools</c>, one string each.</summary>
    public static IReadOnlyList<string> Of(TrainOptions options)
    {
        List<string> arguments =
        [
            "train", "--data", .. options.Data, "--run", options.Run, "--tier", options.Tier, "--schedule", options.Schedule,
            "--steps", .. options.Steps.Select(k => k.ToString(CultureInfo.InvariantCulture)),
            "--prediction", options.Prediction.ToString().ToLowerInvariant(), "--norm", Text(options.Norm),
            "--face-size", Text(options.FaceSize), "--patch", Text(options.Patch), "--batch", Text(options.Batch),
            "--rate", Text(options.Rate), "--decay", Text(options.AverageDecay), "--iterations", Text(options.Iterations),
            "--checkpoint-every", Text(options.CheckpointEvery), "--seed", Text(options.Seed), "--threads", Text(options.Threads),
            "--data-threads", Text(options.DataThreads), "--device", options.Device, "--recipe", options.Recipe,
            "--perceptual", Text(options.Perceptual), "--lattice", Text(options.Lattice), "--steady", Text(options.Steady), "--identity", Text(options.Identity),
            "--identity-features", Text(options.IdentityFeatures), "--face-emphasis", Text(options.FaceEmphasis),
            "--eye-tint", Text(options.EyeTint), "--eye-colour", Text(options.EyeColour), "--recursion", Text(options.Recursion),
            "--again", Text(options.Again), "--chain", Text(options.Chain), "--accumulate", Text(options.Accumulate),
        ];
        Add("--init", options.Init);
        Add("--targets", options.Targets);
        Add("--identity-network", options.IdentityNetwork);
        if (options.PerceptualLater is double later)
        {
            arguments.AddRange(["--perceptual-later", Text(later)]);
        }

        if (options.Stages.Count > 0)
        {
            arguments.AddRange(["--stages", .. options.Stages.Select(s => $"{s.From}:{s.Patch}:{s.Batch}")]);
        }

        if (options.Minutes > 0)
        {
            arguments.AddRange(["--minutes", Text(options.Minutes)]);
        }

        if (options.Anneal)
        {
            arguments.Add("--anneal");
        }

        if (options.BFloat16)
        {
            arguments.Add("--bf16");
        }

        return arguments;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                arguments.AddRange([name, value]);
            }
        }
    }

    /// <summary>The arguments as one line for a shell.</summary>
    public static string Line(IEnumerable<string> arguments) =>
        "idmlive-tools " + string.Join(' ', arguments.Select(a => a.Length > 0 && a.All(IsPlain) ? a : $"'{a.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or ',';
}
