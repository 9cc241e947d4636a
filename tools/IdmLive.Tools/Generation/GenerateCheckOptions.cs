namespace IdmLive.Tools.Generation;

/// <summary>What a generative check is asked to do; both sets get the same.</summary>
internal sealed record GenerateCheckOptions
{
    /// <summary>Folder of the original pictures.</summary>
    public required string Original { get; init; }

    /// <summary>Folder of the refined pictures, of the same names but for their endings.</summary>
    public required string Refined { get; init; }

    /// <summary>Folder for report, checkpoints and sheets.</summary>
    public required string Output { get; init; }

    /// <summary>Size that pictures are reduced to, pixels.</summary>
    public int Size { get; init; } = 32;

    /// <summary>Iterations of each training.</summary>
    public int Iterations { get; init; } = 3000;

    /// <summary>Pictures in a batch.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Learning rate after warm-up.</summary>
    public double Rate { get; init; } = 2e-4;

    /// <summary>Largest decay of the average of weights.</summary>
    public double AverageDecay { get; init; } = .995;

    /// <summary>Pictures drawn from each model; the same number is taken of the sets themselves.</summary>
    public int Samples { get; init; } = 256;

    /// <summary>Network calls for one picture.</summary>
    public int SamplingSteps { get; init; } = 50;

    /// <summary>Seed of weights, batches and noise; the same for both.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        Check(Size is >= 16 and <= 64 && Size % 8 == 0, $"size is {Size}; it has to be a multiple of 8 from 16 to 64.");
        Check(Iterations >= 1, $"iterations is {Iterations}; it has to be 1 or more.");
        Check(Batch is >= 1 and <= 1024, $"batch is {Batch}; it has to be 1 to 1024.");
        Check(Rate is > 0 and <= .1, $"rate is {Rate}; it has to be above 0 and at most 0.1.");
        Check(AverageDecay is >= 0 and < 1, $"decay is {AverageDecay}; it has to be 0 or more and below 1.");
        Check(Samples is >= 2 and <= 100_000, $"samples is {Samples}; it has to be 2 to 100000.");
        Check(SamplingSteps is >= 1 and <= 1000, $"sampling-steps is {SamplingSteps}; it has to be 1 to 1000.");
        Check(Threads is >= 1 and <= 256, $"threads is {Threads}; it has to be 1 to 256.");
    }

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new ArgumentException("Option " + sentence);
        }
    }
}
