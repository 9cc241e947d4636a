namespace IdmLive.Pipeline.People;

/// <summary>
/// Parts frames by time into those to train on and those to measure by. Neighbours in time show nearly the same picture, so a measurement on a
/// neighbour of a training frame would measure memory: what is held out is the later part of each block of time, and frames near its ends belong to
/// nobody. Photos have no time; of them the last by name are held out. Depends on what it is given alone.
/// </summary>
internal static class HeldOutSplit
{
    // A short clip cannot spare half a second.
    private const double LargestGapOfBlock = .1;

    /// <summary>Parts frames.</summary>
    /// <param name="faces">One for each frame.</param>
    /// <param name="options">Length of blocks, share and gap.</param>
    public static (List<FaceCandidate> Training, List<FaceCandidate> HeldOut) Part(IReadOnlyList<FaceCandidate> faces, FrameChooserOptions options)
    {
        List<FaceCandidate> training = [], heldOut = [];
        FaceCandidate[] photos = [.. faces.Where(f => f.Time is null).OrderBy(f => f.Source, StringComparer.Ordinal).ThenBy(f => f.Frame)];
        int kept = photos.Length < 3 ? 0 : Math.Max(1, (int)Math.Round(options.HeldOutShare * photos.Length));
        training.AddRange(photos[..^kept]);
        heldOut.AddRange(photos[^kept..]);
        foreach (IGrouping<string, FaceCandidate> source in faces.Where(f => f.Time is not null).GroupBy(f => f.Source))
        {
            PartByTime([.. source.OrderBy(f => f.Time)], options, training, heldOut);
        }

        return (training, heldOut);
    }

    private static void PartByTime(List<FaceCandidate> frames, FrameChooserOptions options, List<FaceCandidate> training, List<FaceCandidate> heldOut)
    {
        List<(TimeSpan From, TimeSpan To, TimeSpan Gap)> parts = [];
        foreach (IGrouping<CapturePrompt?, FaceCandidate> asked in frames.GroupBy(f => f.Prompt))
        {
            TimeSpan begin = asked.First().Time!.Value, length = asked.Last().Time!.Value - begin;
            int blocks = Math.Max(1, (int)Math.Round(length / options.Block));
            TimeSpan block = length / blocks, gap = TimeSpan.FromTicks(Math.Min(options.Gap.Ticks, (long)(LargestGapOfBlock * block.Ticks)));
            for (int i = 0; i < blocks && block > TimeSpan.Zero; i++)
            {
                TimeSpan end = begin + (block * (i + 1));
                parts.Add((end - (block * options.HeldOutShare), end, gap));
            }
        }

        foreach (FaceCandidate frame in frames)
        {
            TimeSpan time = frame.Time!.Value;
            if (parts.Exists(p => time > p.From && time <= p.To))
            {
                heldOut.Add(frame);
            }
            else if (!parts.Exists(p => time > p.From - p.Gap && time <= p.To + p.Gap))
            {
                training.Add(frame);
            }
        }
    }
}
