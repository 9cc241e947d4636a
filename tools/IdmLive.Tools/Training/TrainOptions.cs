namespace IdmLive.Tools.Training;

/// <summary>What a training run is asked to do; written into its folder as <c>options.json</c>.</summary>
public sealed record TrainOptions
{
    /// <summary>Folders of pictures to train on.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Run folder.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the network's tier.</summary>
    public string Tier { get; init; } = "live";

    /// <summary>Name of the noise schedule.</summary>
    public string Schedule { get; init; } = "ddpm";

    /// <summary>The numbers of network calls that the model is trained for.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [1, 2, 4];

    /// <summary>Part of the samples that get a level between the exact ones.</summary>
    public double Jitter { get; init; } = .2;

    /// <summary>Size of the aligned faces, pixels.</summary>
    public int FaceSize { get; init; } = 256;

    /// <summary>Size of the patches cut from them, pixels; the face's size for whole faces.</summary>
    public int Patch { get; init; } = 128;

    /// <summary>Patches in a batch.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Learning rate after warm-up.</summary>
    public double Rate { get; init; } = 3e-4;

    /// <summary>Iterations over which the rate rises from 0.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>Largest norm of the gradient; longer ones are shortened to it.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Largest decay of the average of weights.</summary>
    public double AverageDecay { get; init; } = .999;

    /// <summary>Iterations at which the run ends, counted from its beginning.</summary>
    public int Iterations { get; init; } = 20_000;

    /// <summary>Minutes after which this sitting ends (a checkpoint is written), or 0 for no limit.</summary>
    public double Minutes { get; init; }

    /// <summary>Iterations between checkpoints and validations.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Network arithmetic in bfloat16, the rest in 32 bits.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        Check(FaceSize is >= 64 and <= 1024 && FaceSize % 16 == 0, $"face size is {FaceSize}; it has to be a multiple of 16 from 64 to 1024.");
        Check(Patch >= 32 && Patch <= FaceSize && Patch % 16 == 0, $"patch is {Patch}; it has to be a multiple of 16 from 32 to the face size {FaceSize}.");
        Check(Batch is >= 1 and <= 1024, $"batch is {Batch}; it has to be 1 to 1024.");
        Check(Rate is > 0 and <= .1, $"rate is {Rate}; it has to be above 0 and at most 0.1.");
        Check(Jitter is >= 0 and <= 1, $"jitter is {Jitter}; it has to be 0 to 1.");
        Check(WarmUp >= 0, $"warm-up is {WarmUp}; it has to be 0 or more.");
        Check(Clip > 0, $"clip is {Clip}; it has to be above 0.");
        Check(AverageDecay is >= 0 and < 1, $"decay is {AverageDecay}; it has to be 0 or more and below 1.");
        Check(Iterations >= 1, $"iterations is {Iterations}; it has to be 1 or more.");
        Check(CheckpointEvery >= 1, $"checkpoint-every is {CheckpointEvery}; it has to be 1 or more.");
        Check(Threads is >= 1 and <= 256, $"threads is {Threads}; it has to be 1 to 256.");
        Check(Minutes >= 0, $"minutes is {Minutes}; it has to be 0 (no limit) or more.");
        Check(Steps.Count > 0, "steps is empty; give numbers of network calls such as 1,2,4.");
    }

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new ArgumentException("Option " + sentence);
        }
    }
}
