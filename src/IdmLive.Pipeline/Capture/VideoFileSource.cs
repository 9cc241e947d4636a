using System.Diagnostics;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Reads the frames of a video file through ffmpeg: upright, none dropped or repeated, each with the exact time stamp of the
/// container. Memory does not grow with the length of the video.
/// </summary>
public sealed class VideoFileSource : IFrameSource
{
    private readonly MediaInfo _info;
    private readonly FfmpegProcess _process;
    private readonly VideoFrameLog _log;
    private readonly Mat _planes;
    private readonly Mat[] _blueGreenRed;
    private readonly long _firstSequence;
    private readonly int _everyFrames;
    private readonly bool _limited;
    private long _lastPts;
    private long _previousPts;
    private bool _ended;

    /// <summary>Starts to decode a video.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="info">What the file holds.</param>
    /// <param name="options">Which part to read; null for all.</param>
    /// <exception cref="MediaException">ffmpeg cannot be started.</exception>
    public VideoFileSource(FfmpegInstallation ffmpeg, MediaInfo info, VideoFileSourceOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.SkippedFrames);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EveryFrames, 1);
        _info = info;
        _firstSequence = options.SkippedFrames;
        _everyFrames = options.EveryFrames;
        _limited = options.FrameLimit is not null;
        int width = info.Video.Width, height = info.Video.Height;
        _planes = new Mat(3 * height, width, MatType.CV_8UC1);
        _blueGreenRed = [new(_planes, new Rect(0, height, width, height)), new(_planes, new Rect(0, 0, width, height)), new(_planes, new Rect(0, 2 * height, width, height))];
        _log = new(info.Video.TimeBase);
        _process = FfmpegProcess.Start(ffmpeg.FfmpegPath, Arguments(ffmpeg, info, options), _log.Add);
    }

    /// <inheritdoc/>
    public Size FrameSize => new(_info.Video.Width, _info.Video.Height);

    /// <inheritdoc/>
    public long EndPts { get; private set; }

    /// <summary>Frames read so far.</summary>
    public long FramesRead { get; private set; }

    /// <summary>Whether the file turned out to break off in the middle; known once there are no more frames.</summary>
    public bool BrokeOff { get; private set; }

    /// <summary>Messages of the decoder about damaged pictures.</summary>
    public long DecodeErrors => _log.DecodeErrors;

    /// <summary>Largest memory the decoder has held, in bytes.</summary>
    public long DecoderPeakMemory { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        FrameTarget.Check(image, FrameSize);
        stamp = default;
        if (_ended)
        {
            return false;
        }

        Span<byte> target = _planes.AsSpan<byte>();
        int read = _process.Output.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
        {
            End(halfFrame: read > 0);
            return false;
        }

        long pts = NextPts();
        Cv2.Merge(_blueGreenRed, image);
        stamp = new(_firstSequence + (FramesRead * _everyFrames), Stopwatch.GetTimestamp(), pts, _info.Video.TimeBase);
        FramesRead++;
        EndPts = pts + _info.Video.NominalFrameTicks;
        if (FramesRead % 64 == 0)
        {
            DecoderPeakMemory = Math.Max(DecoderPeakMemory, _process.PeakMemory);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _log.Dispose();
        Array.ForEach(_blueGreenRed, plane => plane.Dispose());
        _planes.Dispose();
    }

    private static List<string> Arguments(FfmpegInstallation ffmpeg, MediaInfo info, VideoFileSourceOptions options)
    {
        VideoStreamInfo video = info.Video;
        List<string> filters = [];
        if (options.SkippedFrames > 0)
        {
            filters.Add($"select=gte(n\\,{options.SkippedFrames})");
        }

        if (options.EveryFrames > 1)
        {
            filters.Add($"select=not(mod(n\\,{options.EveryFrames}))");
        }

        // Planar RGB keeps the exact arithmetic of full_chroma_int and is four times as fast as packed BGR with it. Without that
        // flag the way to BGR and back would cost more quality (45 dB) than the encoder does; with it nothing is lost (80 dB).
        string matrix = video.IsRgb ? string.Empty
            : $"in_color_matrix={video.Color.ScaleMatrix(video.Width, video.Height)}:in_range={video.Color.ScaleRange(video.PixelFormat)}:";
        filters.Add($"scale={video.Width}:{video.Height}:{matrix}out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int");
        filters.Add("format=gbrp");
        filters.Add(VideoFrameLog.Filter);

        List<string> arguments =
        [
            "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-copyts", "-i", FfmpegProcess.InputName(info.Path),
            "-map", $"0:{video.Index}", "-vf", string.Join(',', filters), .. ffmpeg.PassFramesThrough,
        ];
        if (options.FrameLimit is { } limit)
        {
            arguments.AddRange(["-frames:v", limit.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(["-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"]);
        return arguments;
    }

    private long NextPts()
    {
        long? logged = _log.Take();
        long nominal = _info.Video.NominalFrameTicks;
        long pts = logged ?? (FramesRead == 0 ? 0 : _lastPts + nominal);
        if (FramesRead > 0)
        {
            // Damaged and badly made files repeat time stamps or step back; no container takes that.
            pts = Math.Max(pts, _lastPts + 1);
            _previousPts = _lastPts;
        }

        _lastPts = pts;
        return pts;
    }

    private void End(bool halfFrame)
    {
        _ended = true;
        DecoderPeakMemory = Math.Max(DecoderPeakMemory, _process.PeakMemory);
        int exit = _process.WaitForExit();
        if (FramesRead == 0 && _firstSequence == 0)
        {
            throw new MediaException(
                MediaFailure.Input,
                $"{_info.Path} holds no picture that ffmpeg can decode ({_log.FirstError ?? $"{_info.Video.Codec}, exit status {exit}"}); give a whole video.");
        }

        BrokeOff = halfFrame || (exit != 0 && !_limited) || _log.BrokeOff;
        if (FramesRead > 0)
        {
            EndPts = _lastPts + LastDuration();
        }
    }

    /// <summary>The container's end, where it is believable; else what the frame before took.</summary>
    private long LastDuration()
    {
        long nominal = _info.Video.NominalFrameTicks, before = FramesRead > 1 ? _lastPts - _previousPts : nominal;
        long stated = (_info.Video.EndPts ?? 0) - _lastPts;
        return !BrokeOff && !_limited && stated > 0 && stated <= 100 * Math.Max(nominal, before) ? stated
            : Math.Min(before, 2 * nominal);
    }
}
