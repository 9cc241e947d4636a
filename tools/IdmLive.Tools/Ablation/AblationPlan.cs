using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;

namespace IdmLive.Tools.Ablation;

/// <summary>One training run of an ablation.</summary>
/// <param name="Name">Name of its run and its rows.</param>
/// <param name="Steps">The one number of network calls it is trained for.</param>
/// <param name="Prediction">What the network gives.</param>
/// <param name="Norm">The p of eq. 6 and 7.</param>
internal sealed record AblationVariant(string Name, int Steps, Prediction Prediction = Prediction.X0, int Norm = 1);

/// <summary>One row: a variant run in one way.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Calls">Number of network calls.</param>
/// <param name="Sampler">Sampler.</param>
internal sealed record AblationEvaluation(string Variant, int Calls, SamplerKind Sampler = SamplerKind.Ancestral)
{
    /// <summary>Name of the row.</summary>
    public string Name => $"{Variant}@{Calls}{(Sampler == SamplerKind.Ddim ? "-ddim" : string.Empty)}";
}

/// <summary>A question of the paper.</summary>
/// <param name="Title">The question.</param>
/// <param name="Paper">What the paper found, with its network and its data.</param>
/// <param name="Rows">Names of the rows that answer it here.</param>
internal sealed record AblationQuestion(string Title, string Paper, IReadOnlyList<string> Rows);

/// <summary>What an ablation trains, measures and answers. The ten-level model with x0 prediction and p = 1 is the one that all others vary.</summary>
internal static class AblationPlan
{
    /// <summary>Name of the row of the degraded pictures.</summary>
    public const string InputRow = "input";

    /// <summary>Name of the model before the extrinsic iteration.</summary>
    public const string Theta1 = "theta1";

    /// <summary>Name of the model after it.</summary>
    public const string Theta2 = "theta2";

    /// <summary>The training runs, in their order.</summary>
    public static IReadOnlyList<AblationVariant> Variants { get; } =
    [
        new("k10", 10),
        new("k1", 1),
        new("k2", 2),
        new("k4", 4),
        new("k10-noise", 10, Prediction.Noise),
        new("k10-l2", 10, Norm: 2),
    ];

    /// <summary>Numbers of network calls that the models get level lists for.</summary>
    public static IReadOnlyList<int> Calls { get; } = [1, 2, 4, 5, 10, 15, 20];

    /// <summary>The rows, in their order.</summary>
    public static IReadOnlyList<AblationEvaluation> Evaluations { get; } =
    [
        new("k10", 5), new("k10", 10), new("k10", 15), new("k10", 20),
        new("k1", 1), new("k2", 2), new("k4", 4),
        new("k10", 10, SamplerKind.Ddim), new("k4", 4, SamplerKind.Ddim),
        new("k10-noise", 10), new("k10-l2", 10),
    ];

    /// <summary>The questions, in the order of the table.</summary>
    /// <param name="extrinsic">Names of the rows of the two models of an extrinsic iteration, or none.</param>
    public static IReadOnlyList<AblationQuestion> Questions(IReadOnlyList<string> extrinsic) =>
    [
        new(
            "Steps: one model, trained for ten levels, run at others",
            "ten, fifteen and twenty are alike, five breaks",
            [InputRow, "k10@5", "k10@10", "k10@15", "k10@20"]),
        new(
            "Native numbers of steps: a model for each",
            "not asked; one model for ten steps",
            [InputRow, "k1@1", "k2@2", "k4@4", "k10@10"]),
        new("Sampler: ancestral (DDPM) against DDIM", "ancestral is better", ["k10@10", "k10@10-ddim", "k4@4", "k4@4-ddim"]),
        new(
            "Prediction: x0 (eq. 7) against noise (eq. 6)",
            "x0 reaches the same quality in a tenth of the iterations",
            ["k10@10", "k10-noise@10"]),
        new("Norm: p = 1 against p = 2", "colours drift with p = 2: look at the Lab distance", ["k10@10", "k10-l2@10"]),
        .. extrinsic.Count == 0 ? Array.Empty<AblationQuestion>() :
        [
            new AblationQuestion("Extrinsic iteration: without (theta1) and with (theta2)", "better with it", extrinsic),
        ],
    ];
}
