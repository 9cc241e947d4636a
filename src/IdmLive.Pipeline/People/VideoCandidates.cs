using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>Gathers faces from video files. One call at a time.</summary>
/// <param name="meter">Measures; stays the caller's.</param>
/// <param name="ffmpeg">The programs to use.</param>
/// <param name="options">Settings; the defaults where null.</param>
public sealed class VideoCandidates(CandidateMeter meter, FfmpegInstallation ffmpeg, CandidateReaderOptions? options = null)
{
    private readonly CandidateReaderOptions _options = options ?? new();

    /// <summary>Reads videos.</summary>
    /// <param name="files">The files, in the order in which they are looked at.</param>
    /// <param name="progress">Told after each frame; null for nobody.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="MediaException">A file is missing or no video; one sentence.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public CandidateSet Read(IReadOnlyList<string> files, Action<GatheringProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        _options.Check();
        MediaProbe probe = new(ffmpeg);
        MediaInfo[] infos = [.. files.Select(f => probe.Probe(f))];
        double frames = infos.Sum(i => i.Duration.TotalSeconds * i.Video.FrameRate.Value);
        int every = Math.Max(_options.EveryFrames, (int)Math.Ceiling(frames / _options.MostFrames));
        using CandidateCollector collector = new(meter, new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video }), isVideo: true, _options.Side);

        for (int i = 0; i < infos.Length; i++)
        {
            // Files of two folders can have one name.
            string name = Path.GetFileName(infos[i].Path);
            int alike = infos.Take(i).Count(info => Path.GetFileName(info.Path) == name);
            collector.BeginSource();
            Read(infos[i], alike > 0 ? $"{name} ({alike + 1})" : name, every, collector, sees => progress?.Invoke(new(collector.Seen, (int)(frames / every), collector.Count) { SeesFace = sees }), stop);
        }

        return collector.ToSet();
    }

    private void Read(MediaInfo info, string name, int every, CandidateCollector collector, Action<bool> told, CancellationToken stop)
    {
        using VideoFileSource source = new(ffmpeg, info, new() { EveryFrames = every });
        using Mat image = new(source.FrameSize, MatType.CV_8UC3);
        TimeSpan first = TimeSpan.Zero, last = TimeSpan.Zero;
        while (source.TryRead(image, out FrameStamp stamp))
        {
            stop.ThrowIfCancellationRequested();
            first = source.FramesRead == 1 ? stamp.MediaTime : first;
            last = stamp.MediaTime - first;
            told(collector.Add(image, name, last));
        }

        if (source.BrokeOff)
        {
            collector.Note($"{info.Path} breaks off after {last:mm\\:ss}; what is there was looked at.");
        }
    }
}
