using System.Text;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Sampling;
using IdmLive.Pipeline.Imaging;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Ablation;

/// <summary>Trains all variants one after the other, measures all rows, writes the tables. What is done already is not done again.</summary>
internal sealed class AblationRun
{
    /// <summary>Network calls of the two models of an extrinsic iteration, the first of these that both have levels for: the paper's ten.</summary>
    private static readonly int[] ExtrinsicCalls = [10, 4, 2, 1];

    private readonly AblationOptions _options;
    private readonly Action<string> _report;

    /// <summary>Prepares an ablation.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public AblationRun(AblationOptions options, Action<string> report)
    {
        options.Validate();
        (_options, _report) = (options, report);
    }

    private string LengthPath => Path.Join(_options.Output, "length.json");

    /// <summary>Runs.</summary>
    /// <param name="crops">The faces to train on.</param>
    /// <param name="load">Gives the test pictures at a size.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The report, written already, or null where the run was stopped.</returns>
    /// <exception cref="ArgumentException">A folder holds something else than this ablation.</exception>
    /// <exception cref="ModelException">A model is damaged or a training run exploded.</exception>
    public AblationReport? Run(Lazy<CropSet> crops, Func<int, IReadOnlyList<TestPair>> load, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_options.Output);
        (ModelPackage, ModelPackage)? extrinsic = _options.HasExtrinsic
            ? (ModelPackage.Load(_options.Theta1!), ModelPackage.Load(_options.Theta2!)) : null;
        int? length = _options.MinutesEach > 0 ? ReadLength() : _options.Iterations;
        Dictionary<string, string> models = [];
        foreach (AblationVariant variant in _options.Plan.Variants)
        {
            VariantTraining training = new(_options, variant, length);
            if (training.Run(crops, _report, cancellation) is not { } iterations)
            {
                return null;
            }

            if (length is null)
            {
                length = iterations;
                Write(LengthPath, JsonSerializer.Serialize(iterations) + "\n");
                _report($"{variant.Name} came to {iterations} iterations; the other variants get as many");
            }

            models[variant.Name] = training.ModelFolder;
        }

        AblationReport? report = Measure(models, length ?? 0, extrinsic, load, cancellation);
        if (report is not null)
        {
            Write(Path.Join(_options.Output, "ablation.json"), report.ToJson());
            Write(Path.Join(_options.Output, "table.md"), report.ToMarkdown());
        }

        return report;
    }

    private AblationReport? Measure(
        Dictionary<string, string> models, int length, (ModelPackage First, ModelPackage Second)? extrinsic, Func<int, IReadOnlyList<TestPair>> load, CancellationToken cancellation)
    {
        using AblationMeter meter = new(_options, load, _report);
        List<AblationRow> rows = [meter.Input(AblationPlan.InputRow, _options.FaceSize)];
        foreach (AblationEvaluation e in _options.Plan.Evaluations)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            rows.Add(meter.Model(e.Name, ModelPackage.Load(models[e.Variant]), e.Calls, e.Sampler));
        }

        if (extrinsic is not var (first, second))
        {
            return new AblationReport(_options, length, rows, []);
        }

        if (first.Manifest.Resolution != second.Manifest.Resolution)
        {
            throw new ArgumentException(
                $"theta1 is for {first.Manifest.Resolution} px and theta2 for {second.Manifest.Resolution} px; give the two models of one `refine`.");
        }

        int calls = ExtrinsicCalls.FirstOrDefault(k => Has(first, k) && Has(second, k));
        if (calls == 0)
        {
            throw new ArgumentException("theta1 and theta2 have no number of steps in common; give the two models of one `refine`.");
        }

        AblationRow[] theirs =
        [
            meter.Input($"{AblationPlan.InputRow}-{first.Manifest.Resolution}", first.Manifest.Resolution),
            meter.Model($"{AblationPlan.Theta1}@{calls}", first, calls, SamplerKind.Ancestral),
            meter.Model($"{AblationPlan.Theta2}@{calls}", second, calls, SamplerKind.Ancestral),
        ];
        return new AblationReport(_options, length, [.. rows, .. theirs], [.. theirs.Select(r => r.Name)]);
    }

    private static bool Has(ModelPackage package, int calls) => package.Manifest.Schedule.Levels.ContainsKey(calls);

    private static void Write(string path, string text) => WholeFile.Write(path, Encoding.UTF8.GetBytes(text));

    private int? ReadLength() => File.Exists(LengthPath) ? JsonSerializer.Deserialize<int>(File.ReadAllText(LengthPath)) : null;
}
