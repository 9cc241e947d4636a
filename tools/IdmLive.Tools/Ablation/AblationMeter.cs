using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Sampling;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Ablation;

/// <summary>
/// Measures models on the test pictures; rows that were measured with the same things before are read back. 32-bit arithmetic
/// throughout, so that a predicted noise is not at a disadvantage. One thread.
/// </summary>
internal sealed class AblationMeter : IDisposable
{
    private readonly AblationOptions _options;
    private readonly Func<int, IReadOnlyList<TestPair>> _load;
    private readonly Dictionary<int, IReadOnlyList<TestPair>> _pairs = [];
    private readonly Action<string> _report;
    private readonly FaceEmbedder _first = new();
    private readonly FaceEmbedder? _second;
    private readonly Lpips? _lpips;

    /// <summary>Loads the networks of the measures.</summary>
    /// <param name="options">The ablation.</param>
    /// <param name="load">Gives the test pictures at a size in pixels; called once for each size, where one is to be measured.</param>
    /// <param name="report">Told what was measured.</param>
    public AblationMeter(AblationOptions options, Func<int, IReadOnlyList<TestPair>> load, Action<string> report)
    {
        (_options, _load, _report) = (options, load, report);
        _lpips = options.Lpips is null ? null : new Lpips(options.Lpips);
        _second = options.Embedder is null ? null : new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet, options.Embedder);
    }

    private string Folder => Path.Join(_options.Output, "rows");

    /// <summary>The row of the degraded pictures at a size.</summary>
    public AblationRow Input(string name, int size) => Row(name, size, "input", pairs => [.. pairs.Select(p => Measure(p.Degraded, p.Clean))]);

    /// <summary>The row of a model.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="package">The model.</param>
    /// <param name="calls">Number of network calls.</param>
    /// <param name="sampler">Sampler.</param>
    public AblationRow Model(string name, ModelPackage package, int calls, SamplerKind sampler) =>
        Row(name, package.Manifest.Resolution, $"{package.Manifest.Weights.Sha256} at {calls} {sampler}", pairs =>
        {
            RestorerOptions how = new() { Steps = calls, Sampler = sampler, Arithmetic = Arithmetic.Float32, Threads = _options.Threads };
            using DiffusionRestorer restorer = new(package, how);
            return [.. pairs.Select((pair, i) =>
            {
                using Mat restored = new(pair.Clean.Size(), MatType.CV_8UC3);
                restorer.Restore([new FaceCrop(pair.Degraded, i)], [restored]);
                return Measure(restored, pair.Clean);
            })];
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TestPair pair in _pairs.Values.SelectMany(p => p))
        {
            pair.Dispose();
        }

        _first.Dispose();
        _second?.Dispose();
        _lpips?.Dispose();
    }

    private AblationRow Row(string name, int size, string what, Func<IReadOnlyList<TestPair>, AblationFigures[]> measure)
    {
        string path = Path.Join(Folder, name + ".json");
        string with = $"{what}; {_options.Test} at {size} px, seed {_options.TestSeed}; lpips {_options.Lpips}, embedder {_options.Embedder}";
        AblationRow? row = AblationRow.TryRead(path);
        if (row?.MeasuredWith != with)
        {
            if (!_pairs.TryGetValue(size, out IReadOnlyList<TestPair>? pairs))
            {
                _pairs[size] = pairs = _load(size);
            }

            row = new AblationRow(name, size, with, measure(pairs));
            Directory.CreateDirectory(Folder);
            row.Write(path);
            _report($"measured {name}: {row.Mean().Psnr:F2} dB over {pairs.Count} pictures");
        }

        return row;
    }

    private AblationFigures Measure(Mat picture, Mat clean) => new(
        PictureMeasures.Psnr(picture, clean),
        PictureMeasures.Ssim(picture, clean),
        _lpips?.Distance(picture, clean),
        FaceEmbedder.Cosine(_first.EmbedAligned(picture), _first.EmbedAligned(clean)),
        _second is null ? null : FaceEmbedder.Cosine(_second.EmbedAligned(picture), _second.EmbedAligned(clean)),
        ColourShift.Measure(picture, clean).Distance);
}
