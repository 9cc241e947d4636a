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

/// <summary>What a question of the paper is about.</summary>
internal enum AblationTopic
{
    /// <summary>One model run with other numbers of network calls than it was trained for.</summary>
    Steps,

    /// <summary>Models that were trained for their own numbers of network calls.</summary>
    Native,

    /// <summary>DDPM against DDIM.</summary>
    Sampler,

    /// <summary>x0 against noise.</summary>
    Prediction,

    /// <summary>L1 against L2.</summary>
    Norm,

    /// <summary>With and without extrinsic iteration.</summary>
    Extrinsic,
}

/// <summary>A question of the paper.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Title">The question.</param>
/// <param name="Paper">What the paper found, with its network and its data.</param>
/// <param name="Rows">Names of the rows that answer it here.</param>
internal sealed record AblationQuestion(AblationTopic Topic, string Title, string Paper, IReadOnlyList<string> Rows);

/// <summary>
/// What an ablation trains, measures and answers: what its topics need. The ten-level model with x0 prediction and p = 1 is the one that all others vary. Immutable.
/// </summary>
internal sealed class AblationPlan
{
    /// <summary>Name of the row of the degraded pictures.</summary>
    public const string InputRow = "input";

    /// <summary>Name of the model before the extrinsic iteration.</summary>
    public const string Theta1 = "theta1";

    /// <summary>Name of the model after it.</summary>
    public const string Theta2 = "theta2";

    private static readonly AblationVariant[] AllVariants =
    [
        new("k10", 10),
        new("k1", 1),
        new("k2", 2),
        new("k4", 4),
        new("k10-noise", 10, Prediction.Noise),
        new("k10-l2", 10, Norm: 2),
    ];

    private static readonly AblationEvaluation[] AllEvaluations =
    [
        new("k10", 5), new("k10", 10), new("k10", 15), new("k10", 20),
        new("k1", 1), new("k2", 2), new("k4", 4),
        new("k10", 10, SamplerKind.Ddim), new("k4", 4, SamplerKind.Ddim),
        new("k10-noise", 10), new("k10-l2", 10),
    ];

    private static readonly AblationQuestion[] AllQuestions =
    [
        new(
            AblationTopic.Steps,
            "Steps: one model, trained for ten levels, run at others",
            "ten, fifteen and twenty are alike, five breaks",
            [InputRow, "k10@5", "k10@10", "k10@15", "k10@20"]),
        new(
            AblationTopic.Native,
            "Native numbers of steps: a model for each",
            "not asked; one model for ten steps",
            [InputRow, "k1@1", "k2@2", "k4@4", "k10@10"]),
        new(AblationTopic.Sampler, "Sampler: ancestral (DDPM) against DDIM", "ancestral is better", ["k10@10", "k10@10-ddim", "k4@4", "k4@4-ddim"]),
        new(
            AblationTopic.Prediction,
            "Prediction: x0 (eq. 7) against noise (eq. 6)",
            "x0 reaches the same quality in a tenth of the iterations",
            ["k10@10", "k10-noise@10"]),
        new(AblationTopic.Norm, "Norm: p = 1 against p = 2", "colours drift with p = 2: look at the Lab distance", ["k10@10", "k10-l2@10"]),
    ];

    private readonly AblationQuestion[] _own;
    private readonly bool _hasExtrinsic;

    /// <summary>Plans what topics need.</summary>
    /// <param name="topics">At least one.</param>
    public AblationPlan(IReadOnlyList<AblationTopic> topics)
    {
        _own = [.. AllQuestions.Where(q => topics.Contains(q.Topic))];
        _hasExtrinsic = topics.Contains(AblationTopic.Extrinsic);
        Evaluations = [.. AllEvaluations.Where(e => _own.Any(q => q.Rows.Contains(e.Name)))];
        Variants = [.. AllVariants.Where(v => Evaluations.Any(e => e.Variant == v.Name))];
    }

    /// <summary>Numbers of network calls that the models get level lists for.</summary>
    public static IReadOnlyList<int> Calls { get; } = [1, 2, 4, 5, 10, 15, 20];

    /// <summary>All topics, in the order of the table.</summary>
    public static IReadOnlyList<AblationTopic> AllTopics { get; } = Enum.GetValues<AblationTopic>();

    /// <summary>The training runs, in their order; none where the extrinsic iteration alone is asked about.</summary>
    public IReadOnlyList<AblationVariant> Variants { get; }

    /// <summary>The rows, in their order, without those of the extrinsic iteration.</summary>
    public IReadOnlyList<AblationEvaluation> Evaluations { get; }

    /// <summary>The questions, in the order of the table.</summary>
    /// <param name="extrinsic">Names of the rows of the two models of an extrinsic iteration, or none.</param>
    public IReadOnlyList<AblationQuestion> Questions(IReadOnlyList<string> extrinsic) => !_hasExtrinsic || extrinsic.Count == 0 ? _own :
    [
        .. _own,
        new AblationQuestion(AblationTopic.Extrinsic, "Extrinsic iteration: without (theta1) and with (theta2)", "better with it", extrinsic),
    ];
}
