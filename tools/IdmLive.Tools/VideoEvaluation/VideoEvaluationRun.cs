using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>Measures rows on clips, frame by frame: memory does not grow with the length of a clip. The thread that made the restorers calls it.</summary>
/// <param name="restorers">Make the rows, in the order of the table; stay their owner's.</param>
/// <param name="measures">The networks of the measures; stay their owner's.</param>
internal sealed class VideoEvaluationRun(IReadOnlyList<IClipRestorer> restorers, VideoMeasures measures)
{
    /// <summary>How the clips are degraded.</summary>
    public required DegradationRecipe Recipe { get; init; }

    /// <summary>Seed of cameras and noise.</summary>
    public required int Seed { get; init; }

    /// <summary>The costly figures are measured on every so many frames.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Pictures of the rows are put here, or nowhere.</summary>
    public VideoPictures? Pictures { get; init; }

    /// <summary>Told clip and number of frames after each of them.</summary>
    public Action<IFaceClip, int>? Progress { get; init; }

    /// <summary>Measures all rows on all clips.</summary>
    public IReadOnlyList<VideoRow> Run(IReadOnlyList<IFaceClip> clips)
    {
        List<ClipFigures>[] rows = [.. restorers.Select(_ => new List<ClipFigures>())];
        for (int clip = 0; clip < clips.Count; clip++)
        {
            ClipFigures[] figures = Measure(clips[clip], clip);
            for (int row = 0; row < rows.Length; row++)
            {
                rows[row].Add(figures[row]);
            }
        }

        return [.. restorers.Select((r, i) => new VideoRow(r.Name, rows[i]))];
    }

    private ClipFigures[] Measure(IFaceClip clip, int number)
    {
        VirtualCamera camera = new(Recipe, Seed, clip.Camera, clip.Face);
        long noiseSeed = BatchSource.HashCode(Seed, clip.Camera, clip.Face);
        using CleanReference reference = new(measures, Every);
        RowMeter[] meters = [.. restorers.Select(_ => new RowMeter(measures, reference))];
        using Mat still = new();
        try
        {
            foreach (IClipRestorer restorer in restorers)
            {
                restorer.Begin(noiseSeed);
            }

            int frame = 0;
            using Mat result = new();
            foreach (Mat clean in clip.Crops())
            {
                if (frame == clip.Count / 2)
                {
                    clean.CopyTo(still);
                }

                reference.Take(clean);
                using Mat degraded = camera.Expose(clean, frame);
                result.Create(clean.Size(), clean.Type());
                for (int row = 0; row < meters.Length; row++)
                {
                    restorers[row].Next(new(degraded, clean), result);
                    meters[row].Add(result);
                    Pictures?.Add(number, frame, row, result);
                }

                frame++;
                Progress?.Invoke(clip, frame);
            }

            double[] ratios = new StillMeter(restorers).Measure(
                camera, still, noiseSeed, Pictures is { } p ? (at, row, picture) => p.AddStill(number, at, row, picture) : null);
            return [.. meters.Select((m, row) => m.Figures(clip.Name) with { StillRatio = ratios[row] })];
        }
        finally
        {
            Array.ForEach(meters, m => m.Dispose());
        }
    }
}
