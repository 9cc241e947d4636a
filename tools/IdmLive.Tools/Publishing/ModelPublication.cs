using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Publishing;

/// <summary>What a manifest says of a run beside what the run knows itself, and the making of the model folder.</summary>
internal sealed record ModelPublication
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from, oldest first; the run's iterations are added behind.</summary>
    public required IReadOnlyList<string> Lineage { get; init; }

    /// <summary>The command that trained it.</summary>
    public required string TrainedBy { get; init; }

    /// <summary>The command that measured <see cref="Evaluation"/>, or null.</summary>
    public string? EvaluatedBy { get; init; }

    /// <summary>Figures by name, or null.</summary>
    public IReadOnlyDictionary<string, double>? Evaluation { get; init; }

    /// <summary>
    /// Another model of the same network whose weights take part, or null: the mean of two models that were trained from one start often has the better part of each
    /// (Wortsman et al. 2022, "model soups").
    /// </summary>
    public string? Blend { get; init; }

    /// <summary>The other model's part, above 0 and below 1.</summary>
    public double BlendShare { get; init; } = .5;

    /// <summary>The options of a run.</summary>
    /// <param name="run">Run folder.</param>
    /// <exception cref="ArgumentException">It holds none, or they cannot be used.</exception>
    public static TrainOptions ReadOptions(string run)
    {
        string path = Path.Join(run, "options.json");
        return File.Exists(path)
            ? TrainOptions.Read(path)
            : throw new ArgumentException($"'{run}' holds no options.json; give the run folder of a training.");
    }

    /// <summary>Makes the model folder: the average of weights in 16 bits, then the manifest with their hash.</summary>
    /// <param name="run">Run folder.</param>
    /// <param name="output">Model folder to write.</param>
    /// <returns>Number of parameters and iterations.</returns>
    /// <exception cref="ArgumentException">The run's options cannot be used.</exception>
    /// <exception cref="ModelException">The checkpoint is damaged.</exception>
    public (int Parameters, int Iterations) Write(string run, string output)
    {
        TrainOptions options = ReadOptions(run);
        (float[] average, int iterations) = Checkpoint.ReadAverage(Path.Join(run, Checkpoint.FileName));
        average = Blend is null ? average : Blended(average);
        INoiseSchedule schedule = LevelLists.ByName(options.Schedule);
        ModelManifest manifest = new()
        {
            Format = ModelManifest.CurrentFormat,
            Name = Name,
            Licence = Licence,
            Template = "ffhq",
            Resolution = options.FaceSize,
            Network = NetworkTiers.ByName(options.Tier),
            Prediction = options.Prediction,
            Schedule = new ModelSchedule
            {
                Name = schedule.Name,
                Kappa = (schedule as ShiftSchedule)?.Kappa,
                Levels = LevelLists.Steps.ToDictionary(k => k, k => (IReadOnlyList<double>)schedule.Levels(k)),
            },
            Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
            Lineage = [.. Lineage, .. Blend is null ? Array.Empty<string>() : [FormattableString.Invariant($"mean of the run below and, {BlendShare:P0} of it, the model before")], $"{iterations} iterations of {options.Batch} patches of {options.Patch} px, trained for K = {string.Join(", ", options.Steps)}"],
            TrainedBy = TrainedBy,
            EvaluatedBy = EvaluatedBy,
            Evaluation = Evaluation,
        };
        ModelPackage.Save(output, manifest, average);
        return (average.Length, iterations);
    }

    private float[] Blended(float[] own)
    {
        if (BlendShare is not (> 0 and < 1))
        {
            throw new ArgumentException($"The part of the other model is {BlendShare}; give a number above 0 and below 1.");
        }

        ReadOnlySpan<float> other = ModelPackage.Load(Blend!).Parameters.Span;
        if (other.Length != own.Length)
        {
            throw new ModelException($"'{Blend}' has {other.Length} parameters and the run {own.Length}; give a model of the same network.");
        }

        float[] mean = new float[own.Length];
        for (int i = 0; i < own.Length; i++)
        {
            mean[i] = (float)(((1 - BlendShare) * own[i]) + (BlendShare * other[i]));
        }

        return mean;
    }
}
