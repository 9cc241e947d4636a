using System.Text;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Pipeline.Imaging;
using IdmLive.Tools.Training;
using IdmLive.Training.Data;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Ablation;

/// <summary>What is known of a finished run: <c>done.json</c> in its folder.</summary>
/// <param name="Iterations">Iterations it had.</param>
internal sealed record FinishedRun(int Iterations);

/// <summary>Trains one variant, or goes on where it was stopped, or recognises that it is done; makes its model folder.</summary>
internal sealed class VariantTraining
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly TrainOptions _options;
    private readonly AblationVariant _variant;
    private readonly int? _length;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">The ablation.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="length">Iterations, or null where the clock decides.</param>
    public VariantTraining(AblationOptions options, AblationVariant variant, int? length) =>
        (_options, _variant, _length) = (options.TrainingOf(variant, length), variant, length);

    /// <summary>The model folder that the run ends in.</summary>
    public string ModelFolder => Path.Join(_options.Run, "model");

    private string DonePath => Path.Join(_options.Run, "done.json");

    private string OptionsPath => Path.Join(_options.Run, "options.json");

    private string CheckpointPath => Path.Join(_options.Run, Checkpoint.FileName);

    /// <summary>Brings the run to its end.</summary>
    /// <param name="crops">The faces, read only where something is to be trained.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <param name="cancellation">Asks to stop; a checkpoint is left.</param>
    /// <returns>The iterations of the finished run, or null where it was stopped.</returns>
    /// <exception cref="ArgumentException">The folder holds a run with other options, or a longer one.</exception>
    public int? Run(Lazy<CropSet> crops, Action<string> report, CancellationToken cancellation)
    {
        if (File.Exists(OptionsPath) && !SameBut(TrainOptions.Read(OptionsPath)))
        {
            throw new ArgumentException($"'{_options.Run}' was trained with other options (see options.json there); name another --out or remove that folder.");
        }

        int done = File.Exists(DonePath) ? JsonSerializer.Deserialize<FinishedRun>(File.ReadAllText(DonePath), Json)!.Iterations : 0;
        if (done > 0 && done >= (_length ?? 1) && ModelPackage.IsModel(ModelFolder))
        {
            return done == (_length ?? done)
                ? Finished(done, report)
                : throw new ArgumentException($"'{_options.Run}' has {done} iterations already, more than the {_length} asked for; name another --out or ask for {done}.");
        }

        Directory.CreateDirectory(_options.Run);
        _options.Write(OptionsPath);
        TrainResult result = new Trainer(_options, crops.Value).Run(File.Exists(CheckpointPath), line => report($"{_variant.Name}: {line}"), cancellation);
        if (cancellation.IsCancellationRequested && (_length is null || result.Iterations < _length))
        {
            return null;
        }

        SaveModel(result.Iterations);
        WholeFile.Write(DonePath, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new FinishedRun(result.Iterations), Json) + "\n"));
        return result.Iterations;
    }

    private int Finished(int iterations, Action<string> report)
    {
        report($"{_variant.Name}: finished before, {iterations} iterations");
        return iterations;
    }

    /// <summary>Whether a run's options are these, but for its length, its folder and the number of threads.</summary>
    private bool SameBut(TrainOptions other)
    {
        string Key(TrainOptions o) => JsonSerializer.Serialize(o with { Run = string.Empty, Iterations = 1, Minutes = 0, Threads = 1, DataThreads = 1 }, Json);
        return Key(other) == Key(_options);
    }

    private void SaveModel(int iterations)
    {
        (float[] average, _) = Checkpoint.ReadAverage(CheckpointPath);
        INoiseSchedule schedule = LevelLists.ByName(_options.Schedule);
        ModelPackage.Save(
            ModelFolder,
            new ModelManifest
            {
                Format = ModelManifest.CurrentFormat,
                Name = _variant.Name,
                Licence = "not for release",
                Template = "ffhq",
                Resolution = _options.FaceSize,
                Network = NetworkTiers.ByName(_options.Tier),
                Prediction = _options.Prediction,
                Schedule = new ModelSchedule
                {
                    Name = schedule.Name,
                    Kappa = (schedule as ShiftSchedule)?.Kappa,
                    Levels = AblationPlan.Calls.ToDictionary(k => k, k => (IReadOnlyList<double>)LevelLists.Interpolated(schedule, k)),
                },
                Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
                Lineage = [$"variant of an ablation, {iterations} iterations of {_options.Batch} patches of {_options.Patch} px"],
                TrainedBy = TrainArguments.Line(TrainArguments.Of(_options with { Iterations = iterations, Minutes = 0 })),
            },
            average);
    }
}
