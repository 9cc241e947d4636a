using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Personal;

/// <summary>How a model is made personal.</summary>
public sealed record PersonalOptions
{
    /// <summary>What the adapter can change.</summary>
    public AdapterKind Kind { get; init; } = AdapterKind.LowRank;

    /// <summary>Rank of the adapter's products, 1 to 64.</summary>
    public int Rank { get; init; } = AdapterLayout.DefaultRank;

    /// <summary>Learning rate after warm-up; it falls to nothing along half a cosine until the end.</summary>
    public double Rate { get; init; } = 1.4e-2;

    /// <summary>Minutes of training, all sittings together; not looked at where <see cref="Iterations"/> is above 0.</summary>
    public double Minutes { get; init; } = 3;

    /// <summary>Optimizer steps; 0 to train by the clock. A number of steps gives the same adapter whenever it is run, a time does not.</summary>
    public int Iterations { get; init; }

    /// <summary>Faces in a batch.</summary>
    public int Batch { get; init; } = 2;

    /// <summary>
    /// Part of the crop's width that a sample shows, 0.25 to 1: the face fills the middle of a crop, and what is left out of hair and wall is time for more steps.
    /// </summary>
    public double View { get; init; } = .75;

    /// <summary>Part of the samples that are other people's faces, where there are any: what keeps the general ability.</summary>
    public double Rehearsal { get; init; } = .2;

    /// <summary>Weight of the perceptual term, 0 for none.</summary>
    public double Perceptual { get; init; } = .2;

    /// <summary>Weight of the term against the network's lattice, 0 for none.</summary>
    public double Lattice { get; init; } = 2;

    /// <summary>Degradation: a name or a file.</summary>
    public string Recipe { get; init; } = "mixed";

    /// <summary>Variants of each frame in another light, beside the frame itself.</summary>
    public int LightVariants { get; init; } = 1;

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Network arithmetic in bfloat16.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Optimizer steps between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        Check(Minutes is > 0 and <= 600 || Iterations > 0, $"minutes is {Minutes}; give minutes above 0, 3 is usual.");
        Check(Iterations is >= 0 and <= 1_000_000, $"iterations is {Iterations}; give 1 to 1000000, or 0 to train by the clock.");
        Check(Rate is > 0 and <= .1, $"rate is {Rate}; it has to be above 0 and at most 0.1.");
        Check(Rehearsal is >= 0 and <= .9, $"rehearsal is {Rehearsal}; it has to be 0 to 0.9.");
        Check(View is >= .25 and <= 1, $"view is {View}; it has to be 0.25 to 1.");
        Check(LightVariants is >= 0 and <= 16, $"light-variants is {LightVariants}; it has to be 0 to 16.");
        Check(CheckpointEvery >= 1, $"checkpoint-every is {CheckpointEvery}; it has to be 1 or more.");

        static void Check(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ArgumentException($"Option {sentence}");
            }
        }
    }

    /// <summary>The options of the training loop's parts.</summary>
    internal TrainOptions ToTraining(ModelPackage package, string folder) => new()
    {
        Data = [],
        Run = folder,
        Tier = package.Manifest.Network.Tier,
        FaceSize = package.Manifest.Resolution,
        Patch = (int)Math.Round(View * package.Manifest.Resolution / TrainOptions.Cell) * TrainOptions.Cell,
        Batch = Batch,
        Rate = Rate,
        WarmUp = 20,
        AverageDecay = .98,
        Recipe = Recipe,
        Perceptual = Perceptual,
        Lattice = Lattice,
        Recursion = package.Manifest.Network.InputImages == 3 ? .2 : 0,
        Schedule = package.Manifest.Schedule.Name,
        Prediction = package.Manifest.Prediction,
        Steps = [.. package.Manifest.Schedule.Levels.Keys.Where(k => k is 1 or 4).Order()],
        Jitter = .1,
        Seed = Seed,
        Threads = Threads,
        Device = Device,
        BFloat16 = BFloat16,
        Iterations = Math.Max(Iterations, 1),
    };
}
