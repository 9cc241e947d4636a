using IdmLive.Diffusion.Adapters;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Personal;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary>What personal models are made of and measured on.</summary>
internal sealed record PersonalEvaluationOptions
{
    /// <summary>Clean clips, each with one or more people.</summary>
    public required IReadOnlyList<string> Clips { get; init; }

    /// <summary>Name or folder of the general model.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Seconds at the beginning of each clip that are learned from.</summary>
    public double TrainSeconds { get; init; } = 6;

    /// <summary>Frames learned from at most, evenly spread.</summary>
    public int TrainFrames { get; init; } = 64;

    /// <summary>Seconds between what is learned from and what is tested on.</summary>
    public double GapSeconds { get; init; } = .5;

    /// <summary>Frames tested on at most, evenly spread over the rest of the clip.</summary>
    public int TestFrames { get; init; } = 24;

    /// <summary>Kinds of adapters that are compared.</summary>
    public IReadOnlyList<AdapterKind> Kinds { get; init; } = [AdapterKind.LowRank];

    /// <summary>How they are trained.</summary>
    public PersonalOptions Training { get; init; } = new();

    /// <summary>Folder of other people's portraits to rehearse, or null.</summary>
    public string? Rehearse { get; init; }

    /// <summary>Degradations tested with.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = ["eq11", "webcam"];

    /// <summary>Numbers of network calls.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [1, 4];

    /// <summary>Whether the tests in other light, blur, glasses and cap are made.</summary>
    public bool Conditions { get; init; }

    /// <summary>Seed of the degradation.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Files of the measures.</summary>
    public MeasureFiles Measures { get; init; } = new();

    /// <summary>Folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Check()
    {
        Training.Validate();
        Demand(Clips.Count > 0, "clips is empty; give at least one clip.");
        Demand(TrainSeconds > 0, $"train-seconds is {TrainSeconds}; give seconds above 0.");
        Demand(TrainFrames >= 1 && TestFrames >= 1, $"train-frames is {TrainFrames} and test-frames {TestFrames}; give 1 or more of each.");
        Demand(GapSeconds >= 0, $"gap-seconds is {GapSeconds}; give 0 or more.");
        Demand(Kinds.Count > 0 && Kinds.Distinct().Count() == Kinds.Count, "kinds is empty or names one twice; give each once.");

        static void Demand(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ArgumentException($"Option {sentence}");
            }
        }
    }
}
