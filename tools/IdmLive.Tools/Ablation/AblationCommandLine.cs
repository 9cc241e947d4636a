using System.Globalization;
using System.Text;
using IdmLive.Diffusion.Schedules;
using IdmLive.Tools.Training;

namespace IdmLive.Tools.Ablation;

/// <summary>What an ablation would run, as text.</summary>
internal static class AblationCommandLine
{
    /// <summary>The options for the paper's own size: its network and batch, whole faces of 512 px, the iterations that it gives x0 prediction.</summary>
    public static string PaperSize(AblationOptions options) => TrainArguments.Line(
    [
        "ablate", "--data", .. options.Data, "--test", options.Test, "--out", options.Output + "-paper",
        "--tier", "paper", "--face-size", "512", "--patch", "512", "--batch", "32", "--iterations", "100000", "--device", "cuda", "--bf16",
    ]);

    /// <summary>Every training command, every evaluation, and the options for the paper's size.</summary>
    public static string DryRun(AblationOptions options)
    {
        DdpmSchedule schedule = new();
        AblationPlan plan = options.Plan;
        StringBuilder text = new();
        string length = options.MinutesEach > 0
            ? $"as many iterations as the first comes to in {options.MinutesEach.ToString(CultureInfo.InvariantCulture)} minutes"
            : $"{options.Iterations} iterations";
        text.Append(CultureInfo.InvariantCulture, $"# {plan.Variants.Count} training runs of {length}\n");
        foreach (AblationVariant variant in plan.Variants)
        {
            text.Append(CultureInfo.InvariantCulture, $"{TrainArguments.Line(TrainArguments.Of(options.TrainingOf(variant, options.MinutesEach > 0 ? null : options.Iterations)))}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n# evaluations on {options.Test} at {options.FaceSize} px, seed {options.TestSeed}\n{AblationPlan.InputRow}: the degraded pictures\n");
        foreach (AblationEvaluation e in plan.Evaluations)
        {
            string levels = string.Join(", ", LevelLists.Interpolated(schedule, e.Calls).Select(l => l.ToString("G3", CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $"{e.Name}: {e.Variant}, {e.Sampler.ToString().ToLowerInvariant()}, levels {levels}\n");
        }

        if (options.Topics.Contains(AblationTopic.Extrinsic))
        {
            text.Append(options.HasExtrinsic
                ? $"{AblationPlan.Theta1}: {options.Theta1}\n{AblationPlan.Theta2}: {options.Theta2}\n"
                : "extrinsic iteration: left out; give --theta1 and --theta2, the model folders of before and after a `refine`\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n# the same at the paper's size\n{PaperSize(options)}\n");
        return text.ToString();
    }
}
