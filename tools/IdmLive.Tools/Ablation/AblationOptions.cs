using System.Text.Json.Serialization;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Ablation;

/// <summary>What an ablation is asked to do. Every variant is trained with these same values.</summary>
internal sealed record AblationOptions
{
    /// <summary>Iterations of a run whose end the clock decides.</summary>
    private const int UntilTheClockEnds = 100_000_000;

    /// <summary>Folders of pictures to train on.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Folder of clean portraits to measure on, none of which is trained on.</summary>
    public required string Test { get; init; }

    /// <summary>Folder for runs, rows and tables.</summary>
    public required string Output { get; init; }

    /// <summary>Network of all variants.</summary>
    public string Tier { get; init; } = "tiny";

    /// <summary>Size of the aligned faces, pixels.</summary>
    public int FaceSize { get; init; } = 128;

    /// <summary>Size of the patches, pixels.</summary>
    public int Patch { get; init; } = 64;

    /// <summary>Patches in a batch.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Learning rate.</summary>
    public double Rate { get; init; } = 3e-4;

    /// <summary>Iterations of each variant; not looked at where <see cref="MinutesEach"/> is given.</summary>
    public int Iterations { get; init; } = 12_000;

    /// <summary>
    /// Minutes of the first variant, or 0 for <see cref="Iterations"/>. The iterations that it comes to in that time are what every
    /// other variant gets: equal lengths whatever else the machine does.
    /// </summary>
    public double MinutesEach { get; init; }

    /// <summary>Seed of weights, data order, degradation and noise; the same for all variants.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Seed of the degradation of the test pictures.</summary>
    public int TestSeed { get; init; } = 7;

    /// <summary>Device of training.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Network arithmetic of training in bfloat16.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>What is asked.</summary>
    public IReadOnlyList<AblationTopic> Topics { get; init; } = AblationPlan.AllTopics;

    /// <summary>What <see cref="Topics"/> need.</summary>
    [JsonIgnore]
    public AblationPlan Plan => new(Topics);

    /// <summary>Model before the extrinsic iteration, a folder, or null.</summary>
    public string? Theta1 { get; init; }

    /// <summary>Model after it, a folder, or null.</summary>
    public string? Theta2 { get; init; }

    /// <summary>LPIPS network (ONNX), or null.</summary>
    public string? Lpips { get; init; }

    /// <summary>Second face embedder (ONNX), or null.</summary>
    public string? Embedder { get; init; }

    /// <summary>Whether the model with and the one without extrinsic iteration are there.</summary>
    public bool HasExtrinsic => Topics.Contains(AblationTopic.Extrinsic) && Theta1 is not null && Theta2 is not null;

    /// <summary>Checks what the training options do not check themselves.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        if (Theta1 is null != Theta2 is null)
        {
            throw new ArgumentException("One of theta1 and theta2 is given; give both model folders or none.");
        }

        if (Topics.Count == 0)
        {
            throw new ArgumentException($"Option questions is empty; give some of {string.Join(", ", AblationPlan.AllTopics).ToLowerInvariant()}.");
        }

        if (Topics.All(t => t == AblationTopic.Extrinsic) && !HasExtrinsic)
        {
            throw new ArgumentException("The extrinsic iteration alone is asked about, and its two models are not given; give theta1 and theta2, or another question.");
        }

        if (FaceSize < 64)
        {
            throw new ArgumentException($"Option face-size is {FaceSize}; models are of 64 px or more.");
        }

        foreach (AblationVariant variant in Plan.Variants)
        {
            TrainingOf(variant, MinutesEach > 0 ? null : Iterations).Validate();
        }
    }

    /// <summary>The training of a variant.</summary>
    /// <param name="variant">What it varies.</param>
    /// <param name="iterations">Length of the run, or null for the run whose end the clock decides.</param>
    public TrainOptions TrainingOf(AblationVariant variant, int? iterations) => new()
    {
        Data = Data,
        Run = Path.Join(Output, "runs", variant.Name),
        Tier = Tier,
        Steps = [variant.Steps],
        Prediction = variant.Prediction,
        Norm = variant.Norm,
        FaceSize = FaceSize,
        Patch = Patch,
        Batch = Batch,
        Rate = Rate,
        Iterations = iterations ?? UntilTheClockEnds,
        Minutes = iterations is null ? MinutesEach : 0,
        CheckpointEvery = 1000,
        Seed = Seed,
        Device = Device,
        BFloat16 = BFloat16,
        Threads = Threads,
    };
}
