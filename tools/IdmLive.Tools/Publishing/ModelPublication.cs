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
            Lineage = [.. Lineage, $"{iterations} iterations of {options.Batch} patches of {options.Patch} px, trained for K = {string.Join(", ", options.Steps)}"],
            TrainedBy = TrainedBy,
            EvaluatedBy = EvaluatedBy,
            Evaluation = Evaluation,
        };
        ModelPackage.Save(output, manifest, average);
        return (average.Length, iterations);
    }
}
