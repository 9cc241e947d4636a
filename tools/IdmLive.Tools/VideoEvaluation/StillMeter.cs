using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// Shows the rows a still: one clean frame again and again, each time with fresh noise of the same camera. What a row then changes over time is
/// flicker and nothing else. One thread.
/// </summary>
/// <param name="restorers">Make the rows; stay their owner's.</param>
internal sealed class StillMeter(IReadOnlyList<IClipRestorer> restorers)
{
    /// <summary>Frames that are measured.</summary>
    public const int Frames = 24;

    /// <summary>Frames before them that are not: a row with memory has to begin somehow. The clip's first frames show how it does.</summary>
    public const int Start = 8;

    // Below a hundredth of a level the input does not flicker, and nothing can be divided by it.
    private const double LeastDeviation = .01;

    /// <summary>Measures all rows.</summary>
    /// <param name="camera">The camera of the clip.</param>
    /// <param name="still">The clean frame, 8-bit BGR.</param>
    /// <param name="noiseSeed">Seed of the restorers' noise.</param>
    /// <param name="seen">Told frame, row and picture of what is measured, or null; the picture is overwritten afterwards.</param>
    /// <returns>Deviation of each row over time as a part of the input's; NaN where the camera has no noise.</returns>
    public double[] Measure(VirtualCamera camera, Mat still, long noiseSeed, Action<int, int, Mat>? seen)
    {
        using StillDeviation input = new();
        StillDeviation[] rows = [.. restorers.Select(_ => new StillDeviation())];
        try
        {
            using Mat result = new(still.Size(), still.Type());
            foreach (IClipRestorer restorer in restorers)
            {
                restorer.Begin(noiseSeed);
            }

            for (int frame = -Start; frame < Frames; frame++)
            {
                using Mat degraded = camera.ExposeStill(still, frame + Start);
                if (frame >= 0)
                {
                    input.Add(degraded);
                }

                for (int row = 0; row < rows.Length; row++)
                {
                    restorers[row].Next(new(degraded, still), result);
                    if (frame >= 0)
                    {
                        rows[row].Add(result);
                        seen?.Invoke(frame, row, result);
                    }
                }
            }

            return [.. rows.Select(r => input.Value > LeastDeviation ? r.Value / input.Value : double.NaN)];
        }
        finally
        {
            Array.ForEach(rows, r => r.Dispose());
        }
    }
}
