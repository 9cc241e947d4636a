using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Reads a video file once or again and again; time stamps and numbers go on across the repetitions as if it were one long video. The next
/// repetition's decoder is started before this one's ends, so that no pause shows.
/// </summary>
internal sealed class LoopedVideo : IFrameSource
{
    private const double SecondsAhead = 2;

    private readonly FfmpegInstallation _ffmpeg;
    private readonly MediaInfo _info;
    private readonly bool _loop;
    private VideoFileSource _current;
    private VideoFileSource? _next;
    private long _shift, _sequence;

    /// <summary>Starts to decode.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="info">What the file holds.</param>
    /// <param name="loop">Whether it begins again at its end, for ever.</param>
    /// <exception cref="MediaException">ffmpeg cannot be started.</exception>
    public LoopedVideo(FfmpegInstallation ffmpeg, MediaInfo info, bool loop)
    {
        (_ffmpeg, _info, _loop) = (ffmpeg, info, loop);
        _current = new(ffmpeg, info);
    }

    /// <inheritdoc/>
    public Size FrameSize => _current.FrameSize;

    /// <inheritdoc/>
    public long EndPts { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        while (!_current.TryRead(image, out stamp))
        {
            EndPts = _current.EndPts + _shift;
            if (!_loop)
            {
                return false;
            }

            _current.Dispose();
            _current = _next ?? new(_ffmpeg, _info);
            _next = null;
        }

        if (_current.FramesRead == 1 && _sequence > 0)
        {
            _shift = EndPts - stamp.Pts;
        }

        stamp = stamp with { Sequence = _sequence++, Pts = stamp.Pts + _shift };
        EndPts = _current.EndPts + _shift;
        if (_loop && _next is null && _current.FramesRead >= _info.Video.FrameCountEstimate - (SecondsAhead * _info.Video.FrameRate.Value))
        {
            _next = new(_ffmpeg, _info);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current.Dispose();
        _next?.Dispose();
    }
}
