using System.Text.Json;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>The figures of one restored test picture.</summary>
/// <param name="Picture">Its name.</param>
/// <param name="Psnr">dB.</param>
/// <param name="Ssim">At most 1.</param>
/// <param name="Lpips">LPIPS-squeeze; NaN without its network.</param>
/// <param name="IdA">Identity cosine, first embedder.</param>
/// <param name="IdB">Identity cosine, second embedder; NaN without it.</param>
/// <param name="Quality">No-reference figures by measure.</param>
internal sealed record PictureScore(
    string Picture, double Psnr, double Ssim, double Lpips, double IdA, double IdB, IReadOnlyDictionary<string, double> Quality);

/// <summary>Measures a model on the test set and keeps the figures in a file. One thread.</summary>
internal static class ModelScores
{
    /// <summary>Restores and measures every picture of the set, or reads what an earlier call measured.</summary>
    /// <param name="path">File of the figures.</param>
    /// <param name="set">The test set.</param>
    /// <param name="evaluator">Measures against the clean pictures.</param>
    /// <param name="measures">Measures without them.</param>
    /// <param name="makeRestorer">Makes the restorer; asked only where the file is missing. Each picture's position is its noise seed.</param>
    /// <param name="cancellation">Asks to stop after the current picture.</param>
    public static IReadOnlyList<PictureScore> Complete(
        string path, TestSet set, Evaluator evaluator, IReadOnlyList<QualityMeasure> measures, Func<IFaceRestorer> makeRestorer, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<PictureScore[]>(File.ReadAllText(path), RefineJson.Options) is { } there && there.Length == set.Count
                ? there
                : throw new ArgumentException($"'{path}' is not of the {set.Count} test pictures; remove it to measure again.");
        }

        using IFaceRestorer restorer = makeRestorer();
        PictureScore[] scores = new PictureScore[set.Count];
        for (int i = 0; i < set.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using TestPair pair = set.Pair(i);
            using Mat restored = new(pair.Clean.Size(), MatType.CV_8UC3);
            restorer.Restore([new FaceCrop(pair.Degraded, i)], [restored]);
            PictureFigures f = evaluator.Measure(restored, pair.Clean);
            scores[i] = new PictureScore(
                pair.Name, f.Psnr, f.Ssim, f.Lpips, f.IdA, f.IdB, measures.ToDictionary(m => m.Name, m => m.Measure(restored)));
        }

        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(scores, RefineJson.Options));
        return scores;
    }
}
