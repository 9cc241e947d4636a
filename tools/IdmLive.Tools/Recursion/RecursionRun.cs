using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Streaming;
using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Recursion;

/// <summary>Measures rho of a model's recursion on clips that a bad camera sees, moving and still, at each warm level. One thread.</summary>
/// <param name="package">The model.</param>
/// <param name="options">How it runs; its two levels are measured.</param>
internal sealed class RecursionRun(ModelPackage package, StreamingOptions options)
{
    private const int StillFrames = 24;

    /// <summary>How the clips are degraded.</summary>
    public required DegradationRecipe Recipe { get; init; }

    /// <summary>Seed of cameras, noise and disturbances.</summary>
    public required int Seed { get; init; }

    /// <summary>Width and height that the network runs at.</summary>
    public required int Size { get; init; }

    /// <summary>Told what was done, or null.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="clips">Faces of clean clips; each is read once a level.</param>
    /// <returns>A row for each level and for still and moving faces.</returns>
    public IReadOnlyList<RecursionRow> Run(IReadOnlyList<IFaceClip> clips)
    {
        List<RecursionRow> rows = [];
        foreach (double level in (double[])[.. new[] { options.StillLevel, options.FastLevel }.Distinct()])
        {
            using RecursionProbe probe = new(package, options, level);
            List<double> moving = [], still = [];
            foreach (IFaceClip clip in clips)
            {
                Measure(probe, clip, moving, still);
                Progress?.Invoke($"{clip.Name} at level {level}: {moving.Count} moving and {still.Count} still steps");
            }

            rows.Add(RecursionRow.Of(level, false, still));
            rows.Add(RecursionRow.Of(level, true, moving));
        }

        return rows;
    }

    private void Measure(RecursionProbe probe, IFaceClip clip, List<double> moving, List<double> still)
    {
        VirtualCamera camera = new(Recipe, Seed, clip.Camera, clip.Face);
        using Disturbance disturbance = new(probe.CropSize, BatchSource.HashCode(Seed, clip.Camera, clip.Face));
        using Mat middle = new();
        probe.Reset();
        int frame = 0;
        foreach (Mat clean in clip.Crops())
        {
            if (frame == clip.Count / 2)
            {
                clean.CopyTo(middle);
            }

            using Mat degraded = camera.Expose(clean, frame++);
            Add(moving, probe.Next(degraded, disturbance.Next(), Size));
        }

        probe.Reset();
        for (int i = 0; i < StillFrames; i++)
        {
            using Mat degraded = camera.ExposeStill(middle, i);
            Add(still, probe.Next(degraded, disturbance.Next(), Size));
        }
    }

    private static void Add(List<double> steps, double? rho)
    {
        if (rho is { } step)
        {
            steps.Add(step);
        }
    }
}
