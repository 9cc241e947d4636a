using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Demo;

/// <summary>Reads three clips side by side: the input, the restored clip and the truth. Not thread-safe.</summary>
internal sealed class ClipTrio : IDisposable
{
    private readonly VideoFileSource[] _sources;
    private readonly Mat[] _frames;

    /// <summary>Opens the clips.</summary>
    /// <exception cref="MediaException">One of them is no video, or ffmpeg is missing.</exception>
    public ClipTrio(FfmpegInstallation ffmpeg, string input, string restored, string clean)
    {
        MediaProbe probe = new(ffmpeg);
        MediaInfo[] infos = [.. new[] { input, restored, clean }.Select(probe.Probe)];
        List<VideoFileSource> opened = [];
        try
        {
            foreach (MediaInfo info in infos)
            {
                opened.Add(new(ffmpeg, info));
            }
        }
        catch
        {
            opened.ForEach(s => s.Dispose());
            throw;
        }

        InputInfo = infos[0];
        _sources = [.. opened];
        _frames = [.. _sources.Select(s => new Mat(s.FrameSize, MatType.CV_8UC3))];
    }

    /// <summary>What the input's file holds.</summary>
    public MediaInfo InputInfo { get; }

    /// <summary>When the frames that were read last are shown.</summary>
    public FrameStamp Stamp { get; private set; }

    /// <summary>When the input ends, in the unit of its stamps; final after the last frame.</summary>
    public long EndPts => _sources[0].EndPts;

    /// <summary>The input's frame; this object's, overwritten by the next read.</summary>
    public Mat Input => _frames[0];

    /// <summary>The restored frame.</summary>
    public Mat Restored => _frames[1];

    /// <summary>The true frame.</summary>
    public Mat Clean => _frames[2];

    /// <summary>Reads the next frame of all three.</summary>
    /// <param name="time">When it is shown.</param>
    /// <returns>False where the shortest of them ends.</returns>
    public bool TryRead(out TimeSpan time)
    {
        bool whole = _sources[0].TryRead(_frames[0], out FrameStamp stamp);
        Stamp = stamp;
        time = whole ? stamp.MediaTime : default;
        return whole && _sources[1].TryRead(_frames[1], out _) && _sources[2].TryRead(_frames[2], out _);
    }

    public void Dispose()
    {
        foreach (VideoFileSource source in _sources)
        {
            source.Dispose();
        }

        foreach (Mat frame in _frames)
        {
            frame.Dispose();
        }
    }
}
