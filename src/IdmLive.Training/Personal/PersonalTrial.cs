using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using IdmLive.Training.Losses;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Personal;

/// <summary>
/// Measures a personal model beside the general one: held-out frames of the person are degraded by seeded recipes and restored by both with one call, and by the personal model in use, where there is one.
/// Not thread-safe; all tensors live on the calling thread.
/// </summary>
public sealed class PersonalTrial : IDisposable
{
    /// <summary>Frames that are drawn for looking at.</summary>
    public const int ShownFrames = 4;

    // Few frames are measured with several faults each: an interval from two numbers says nothing.
    private const int FewestMeasurements = 24;

    private readonly DiffusionRestorer _general, _personal;
    private readonly DiffusionRestorer? _present;
    private readonly FaceEmbedder _embedder = new();
    private readonly PerceptualLoss _perceptual;
    private readonly int _size;
    private readonly IReadOnlyList<string> _recipes;
    private readonly int _seed;

    /// <summary>Prepares both models.</summary>
    /// <param name="package">The general model.</param>
    /// <param name="parameters">The personal model's parameters.</param>
    /// <param name="recipes">Names or files of the degradations.</param>
    /// <param name="seed">Seed of the faults.</param>
    /// <param name="threads">Threads of the tensor library.</param>
    /// <param name="present">Parameters of the personal model that is in use, to be measured beside; null where there is none.</param>
    public PersonalTrial(ModelPackage package, float[] parameters, IReadOnlyList<string> recipes, int seed, int threads, float[]? present = null)
    {
        (_size, _recipes, _seed) = (package.Manifest.Resolution, recipes, seed);
        _perceptual = new(PerceptualLoss.PackagedFile, CPU, ScalarType.Float32);
        _general = new(package, new() { Steps = 1, Threads = threads });
        _personal = new(package.With(parameters), new() { Steps = 1, Threads = threads });
        _present = present is null ? null : new(package.With(present), new() { Steps = 1, Threads = threads });
    }

    /// <summary>Measures.</summary>
    /// <param name="frames">8-bit BGR bytes of the true frames, aligned, the model's resolution squared each; at least one.</param>
    /// <param name="show">Called for some frames with degraded, general, personal and true picture; they live for the call.</param>
    /// <param name="cancellation">Asks to stop between two frames.</param>
    /// <exception cref="ArgumentException">There is no frame.</exception>
    public TrialResult Measure(IReadOnlyList<byte[]> frames, Action<Mat, Mat, Mat, Mat>? show = null, CancellationToken cancellation = default)
    {
        if (frames.Count == 0)
        {
            throw new ArgumentException("There is no held-out frame to measure on; give at least one.");
        }

        using IDisposable noGradient = no_grad();
        using Mat truth = new(_size, _size, MatType.CV_8UC3), general = truth.Clone(), personal = truth.Clone(), present = truth.Clone();
        List<TrialFigures> inputs = [], generals = [], personals = [], presents = [];
        int draws = (FewestMeasurements + (frames.Count * _recipes.Count) - 1) / (frames.Count * _recipes.Count), shown = 0, all = frames.Count * _recipes.Count * draws;
        foreach ((int r, string name) in _recipes.Index())
        {
            DegradationRecipe recipe = DegradationRecipe.ByName(name, _size);
            for (int i = 0; i < frames.Count * draws; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                byte[] frame = frames[i % frames.Count];
                FaceBytes.CopyTo(frame, truth);
                float[] own = _embedder.EmbedAligned(truth);
                using Mat degraded = recipe.Apply(truth, new Random(BatchSource.HashCode(_seed, i, r)));
                _general.Restore([new FaceCrop(degraded, i)], [general]);
                _personal.Restore([new FaceCrop(degraded, i)], [personal]);
                inputs.Add(Compare(degraded, truth, own));
                generals.Add(Compare(general, truth, own));
                personals.Add(Compare(personal, truth, own));
                if (_present is not null)
                {
                    _present.Restore([new FaceCrop(degraded, i)], [present]);
                    presents.Add(Compare(present, truth, own));
                }

                if (inputs.Count > shown * all / ShownFrames)
                {
                    shown++;
                    show?.Invoke(degraded, general, personal, truth);
                }
            }
        }

        return new(frames.Count, inputs, generals, personals, _seed, _present is null ? null : presents);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _general.Dispose();
        _personal.Dispose();
        _present?.Dispose();
        _embedder.Dispose();
        _perceptual.Dispose();
    }

    private TrialFigures Compare(Mat picture, Mat truth, float[] own)
    {
        using DisposeScope scope = NewDisposeScope();
        float distance = _perceptual.Compute(ToImage(picture), ToImage(truth)).data<float>()[0];
        return new(PictureMeasures.Psnr(picture, truth), distance, FaceEmbedder.Cosine(_embedder.EmbedAligned(picture), own));
    }

    private Tensor ToImage(Mat picture) => TrainingObjective.ToImages(FaceBytes.Of(picture), 1, _size, CPU);
}
