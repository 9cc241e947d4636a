using IdmLive.Diffusion.Models;
using IdmLive.Tools.Publishing;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Refining;

/// <summary>theta_1: the model folder that restores the training set and that theta_2 starts from.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Package">The model.</param>
/// <param name="Training">How it was trained, as far as is known; data and run folder are not those of theta_2.</param>
internal sealed record StartModel(string Folder, ModelPackage Package, TrainOptions Training)
{
    /// <summary>Part of the batches of a model with a previous-frame input that meet the live recursion, where nothing else is known.</summary>
    private const double DefaultRecursion = .5;

    /// <summary>
    /// Opens theta_1. A run is published into the refinement's folder first, so that it stays what it was should the run go on; so
    /// is a model whose manifest has no levels for the wanted number of steps: the schedule's own are added.
    /// </summary>
    /// <exception cref="ArgumentException">The run or model does not fit.</exception>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    public static StartModel Open(RefineOptions options)
    {
        string own = Path.Join(options.Out, "theta1");
        if (options.Run is { } run)
        {
            TrainOptions training = ModelPublication.ReadOptions(run);
            if (!ModelPackage.IsModel(own))
            {
                new ModelPublication
                {
                    Name = "theta1",
                    Licence = options.Licence,
                    Lineage = [.. training.Data.Select(d => $"pictures of '{BaseName(d)}'")],
                    TrainedBy = $"idmlive-tools train, run '{BaseName(run)}'",
                }.Write(run, own);
            }

            return new StartModel(own, ModelPackage.Load(own), training);
        }

        string folder = ModelPackage.IsModel(own) ? own : ModelStore.Default().Locate(options.Model!);
        ModelPackage package = ModelPackage.Load(folder);
        if (!package.Manifest.Schedule.Levels.ContainsKey(options.Steps))
        {
            Dictionary<int, IReadOnlyList<double>> levels = new(package.Manifest.Schedule.Levels) { [options.Steps] = [.. package.Schedule.Levels(options.Steps)] };
            ModelPackage.Save(own, package.Manifest with { Schedule = package.Manifest.Schedule with { Levels = levels } }, package.Parameters);
            (folder, package) = (own, ModelPackage.Load(own));
        }

        return new StartModel(folder, package, new TrainOptions
        {
            Data = [],
            Run = string.Empty,
            Tier = package.Manifest.Network.Tier,
            Schedule = package.Manifest.Schedule.Name,
            FaceSize = package.Manifest.Resolution,
            Recursion = package.Network.Configuration.InputImages == 3 ? DefaultRecursion : 0,
        });
    }

    /// <summary>The options of theta_2's training: theta_1's, from its weights, towards the refined pictures.</summary>
    public TrainOptions ForTheta2(RefineOptions options)
    {
        TrainStage? last = Training.Stages.Count > 0 ? Training.Stages[^1] : null;
        return Training with
        {
            Data = options.Data,
            Run = Path.Join(options.Out, "run"),
            Init = Folder,
            Targets = Path.Join(options.Out, RefinedSet.TargetFolder),
            Stages = [],
            Patch = options.Patch ?? last?.Patch ?? Training.Patch,
            Batch = options.Batch ?? last?.Batch ?? Training.Batch,
            Recursion = options.Recursion ?? Training.Recursion,
            Rate = options.Rate,
            Iterations = options.Iterations,
            Minutes = options.Minutes,
            BFloat16 = options.BFloat16,
            Threads = options.Threads,
            Device = options.Device,
            Seed = options.Seed,
        };
    }

    /// <summary>The last part of a path.</summary>
    public static string BaseName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
