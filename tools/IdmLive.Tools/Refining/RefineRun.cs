using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Imaging;
using IdmLive.Tools.Evaluation;
using IdmLive.Tools.Publishing;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Refining;

/// <summary>
/// Extrinsic iteration (IDM eq. 10): restores the training set with theta_1, gates it, trains theta_2 on degraded originals towards
/// the refined set, measures both models and judges. Each stage is known to be finished by its files, so the same call goes on
/// where an earlier one was stopped, in whatever way. All tensors live on the calling thread.
/// </summary>
internal sealed class RefineRun
{
    private readonly RefineOptions _options;
    private readonly Action<string> _report;
    private readonly MeasureFiles? _files;

    /// <summary>Prepares a refinement.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or the folder holds another refinement.</exception>
    public RefineRun(RefineOptions options, Action<string> report)
    {
        options.Validate();
        (_options, _report) = (options, report);
        _files = options.Measures is null ? null : MeasureFiles.InFolder(options.Measures);
        if (options.Test is { } test && !Directory.Exists(test))
        {
            throw new ArgumentException($"There is no folder '{test}'; give a folder of clean test pictures.");
        }

        options.Claim();
    }

    /// <summary>Runs all stages that are not finished.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; the same call goes on.</exception>
    public RefineReport Run(CancellationToken cancellation)
    {
        StartModel theta1 = StartModel.Open(_options);
        int size = theta1.Package.Manifest.Resolution;
        TrainOptions training = theta1.ForTheta2(_options);
        training.Validate();
        CropSet crops = ReadCrops(_options.Data, size, Path.Join(_options.Out, $"crops-{size}.bin"), CropSplit.Train, CropSplit.Validation);
        using QualityMeasures measures = new(_files, size, _options.Align);
        IReadOnlyList<GateDecision> decisions = RefinedSet.Complete(
            _options.Out, crops, () => Restorer(theta1.Package, _options.Steps), () => new RefinementGate(_options.Gate, measures.All, _options.Align),
            _options.Seed, _report, cancellation);
        CropSet targets = CropTargets.Read(Path.Join(_options.Out, RefinedSet.TargetFolder), crops);
        PairSheet.Write(Path.Join(_options.Out, "pairs.png"), crops, targets, decisions);
        RefineReport report = new()
        {
            Theta1 = $"'{theta1.Package.Manifest.Name}', weights SHA-256 {theta1.Package.Manifest.Weights.Sha256}",
            Steps = _options.Steps,
            Pictures = decisions.Count,
            Refined = decisions.Count(d => d.Refined),
            Kept = RefineReport.CountReasons(decisions),
            Set = RefineReport.OfSet(decisions, measures.All),
            Iterations = 0,
            TestPictures = 0,
            TestSteps = _options.TestSteps,
            TestSeed = _options.Seed,
            Models = [],
            Rule = _options.Acceptance.Sentence(_options.Align),
            Verdict = "not accepted",
            Reasons = ["the gate let no picture through: there is nothing for theta_2 to learn"],
        };
        if (report.Refined > 0)
        {
            int iterations = Train(training, crops, targets, cancellation);
            string folder = Path.Join(_options.Out, "theta2");
            Publish(theta1, training.Run, folder, report);
            report = Compare(report with { Iterations = iterations }, theta1, ModelPackage.Load(folder), measures, cancellation);
            WriteVerdict(folder, report);
        }

        report.Write(_options.Out);
        return report;
    }

    private DiffusionRestorer Restorer(ModelPackage package, int steps) =>
        new(package, new RestorerOptions { Steps = steps, Threads = _options.Threads, Device = _options.Device });

    private CropSet ReadCrops(IReadOnlyList<string> folders, int size, string? cache, params CropSplit[] splits)
    {
        // A prepared folder's crops are cut already, of faces or of anything.
        if (!_options.Align && !folders.All(CropManifest.IsIn))
        {
            return WholePictures.Read(folders, size, _report);
        }

        CropSet crops = CropSet.Read(folders, size, cache, CropSetProgress.Lines(_report), splits.Length == 0 ? null : splits);
        return crops.Count > 0 ? crops : throw new ArgumentException($"No face was found in {string.Join(", ", folders)}; give portraits, or --no-align for pictures of other things.");
    }

    private int Train(TrainOptions training, CropSet crops, CropSet targets, CancellationToken cancellation)
    {
        string mark = Path.Join(training.Run, "trained.json");
        if (File.Exists(mark))
        {
            return JsonSerializer.Deserialize<TrainResult>(File.ReadAllText(mark), RefineJson.Options).Iterations;
        }

        Directory.CreateDirectory(training.Run);
        training.Write(Path.Join(training.Run, "options.json"));
        TrainResult result = new Trainer(training, crops, targets)
            .Run(File.Exists(Path.Join(training.Run, Checkpoint.FileName)), _report, cancellation);
        cancellation.ThrowIfCancellationRequested();
        WholeFile.Write(mark, JsonSerializer.SerializeToUtf8Bytes(result, RefineJson.Options));
        return result.Iterations;
    }

    private void Publish(StartModel theta1, string run, string folder, RefineReport report)
    {
        if (ModelPackage.IsModel(folder))
        {
            return;
        }

        ModelManifest parent = theta1.Package.Manifest;
        new ModelPublication
        {
            Name = _options.Name ?? $"{parent.Name}-refined",
            Licence = parent.Licence,
            Lineage =
            [
                .. parent.Lineage,
                $"theta_1: {report.Theta1}",
                $"extrinsic iteration (IDM eq. 10): {report.Refined} of {report.Pictures} pictures of {string.Join(", ", _options.Data.Select(d => $"'{StartModel.BaseName(d)}'"))} refined with K = {report.Steps}",
            ],
            TrainedBy = _options.CommandLine(),
        }.Write(run, folder);
    }

    private RefineReport Compare(RefineReport report, StartModel theta1, ModelPackage theta2, QualityMeasures measures, CancellationToken cancellation)
    {
        if (_options.Test is not { } test)
        {
            return report with { Verdict = "not judged", Reasons = ["no test folder was given"] };
        }

        int size = theta2.Manifest.Resolution;
        TestSet set = _options.Align
            ? new TestSet(test, size, _options.Seed)
            : new TestSet(ReadCrops([test], size, cache: null), DegradationRecipe.Equation11(size), _options.Seed);
        using Evaluator evaluator = new(_files ?? new MeasureFiles());
        IReadOnlyList<PictureScore> before = Scores("theta1", theta1.Package), after = Scores("theta2", theta2);
        IReadOnlyList<FigureChange> changes = RefineReport.OfModels(before, after, measures.All, _options.Align);
        IReadOnlyList<string> objections = _options.Acceptance.Objections(changes);
        return report with
        {
            TestPictures = set.Count,
            Models = changes,
            Verdict = objections.Count == 0 ? "accepted" : "not accepted",
            Reasons = objections,
        };

        IReadOnlyList<PictureScore> Scores(string name, ModelPackage package)
        {
            _report($"measuring {name} on {set.Count} test pictures");
            return ModelScores.Complete(
                Path.Join(_options.Out, $"scores-{name}.json"), set, evaluator, measures.All, () => Restorer(package, _options.TestSteps), cancellation);
        }
    }

    /// <summary>Writes figures and verdict into theta_2's manifest; again gives the same.</summary>
    private void WriteVerdict(string folder, RefineReport report)
    {
        const string Heading = "verdict: ";
        string path = Path.Join(folder, "manifest.json");
        ModelManifest manifest = ModelManifest.Read(path);
        (manifest with
        {
            Lineage = [.. manifest.Lineage.Where(l => !l.StartsWith(Heading, StringComparison.Ordinal)), Heading + report.Verdict],
            EvaluatedBy = report.Models.Count > 0 ? _options.CommandLine() : null,
            Evaluation = report.Models.Count > 0
                ? new Dictionary<string, double>(report.Models.SelectMany(m => new[]
                {
                    KeyValuePair.Create($"theta1@{report.TestSteps}.{m.Name}", m.Before), KeyValuePair.Create($"theta2@{report.TestSteps}.{m.Name}", m.After),
                }))
                : null,
        }).Write(path);
    }
}
