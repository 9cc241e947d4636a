using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Capture;

/// <summary><c>file:PATH</c>: a video file that is played by its own time stamps, as a camera would give it.</summary>
public sealed class FileLiveSource : ILiveSource
{
    private readonly string _path;
    private readonly FileLiveSourceOptions _options;
    private readonly FfmpegInstallation _ffmpeg;
    private readonly TimeProvider _time;

    /// <summary>Makes a source; the file is looked at when it is opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is played.</param>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="time">The clock it is played by.</param>
    public FileLiveSource(string path, FileLiveSourceOptions options, FfmpegInstallation ffmpeg, TimeProvider time) =>
        (_path, _options, _ffmpeg, _time) = (path, options, ffmpeg, time);

    /// <inheritdoc/>
    public string Name => $"file:{_path}";

    /// <inheritdoc/>
    public bool CanReturn => false;

    /// <inheritdoc/>
    public LiveInput Open(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        MediaInfo info = new MediaProbe(_ffmpeg).Probe(_path);
        double rate = info.Video.FrameRate.Value;
        PacedFrameOptions options = new() { FrameTime = TimeSpan.FromSeconds(1 / rate), Fast = _options.Fast };
        return new(new PacedFrameSource(new LoopedVideo(_ffmpeg, info, _options.Loop), options, _time, stop), rate);
    }
}
