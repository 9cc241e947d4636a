using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>The frames of a live session on their way into a file: one encoder from the first to the last, then a copy under the final name.</summary>
internal sealed class LiveFileFrames : IFrameSink
{
    private const string CureForFull = "make room; what was recorded until then is beside it";

    private readonly FfmpegInstallation _ffmpeg;
    private readonly FileLiveSinkOptions _options;
    private readonly PartialVideoPaths _paths;
    private readonly SegmentEncoderOptions _segments;
    private readonly FileStream _pictures;
    private SegmentEncoder? _encoder;
    private long _firstPts, _lastPts;

    /// <summary>Opens the growing file.</summary>
    /// <exception cref="MediaException">It cannot be written.</exception>
    public LiveFileFrames(FfmpegInstallation ffmpeg, FileLiveSinkOptions options, PartialVideoPaths paths, SegmentEncoderOptions segments)
    {
        (_ffmpeg, _options, _paths, _segments) = (ffmpeg, options, paths, segments);
        try
        {
            // Not buffered: what the encoder has given is the file's, whatever becomes of this process.
            _pictures = new(paths.Pictures, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputPlace.NotWritable(options.Path, e, CureForFull);
        }
    }

    /// <inheritdoc/>
    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        try
        {
            if (_encoder is null)
            {
                _encoder = new(_ffmpeg, _segments, _pictures);
                _firstPts = stamp.Pts;
            }

            _encoder.Write(image, TrackTime(stamp.Pts));
            _lastPts = stamp.Pts;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw OutputPlace.NotWritable(_options.Path, e, CureForFull);
        }
    }

    /// <inheritdoc/>
    public void Complete(long endPts) => Finish(Math.Max(endPts, _lastPts + 1));

    /// <inheritdoc/>
    public void Interrupt() => Finish(_lastPts + _segments.Source.NominalFrameTicks);

    /// <inheritdoc/>
    public void Dispose()
    {
        bool empty = _encoder is null;
        _encoder?.Dispose();
        _pictures.Dispose();
        if (empty)
        {
            // Nothing was made: nothing is left lying about.
            _paths.Delete();
        }
    }

    private long TrackTime(long pts) => _segments.Clock.FromPts(pts - _firstPts);

    private void Finish(long endPts)
    {
        if (_encoder is null)
        {
            return;
        }

        try
        {
            _encoder.Finish(TrackTime(endPts));
            _pictures.Flush(flushToDisk: true);
            _pictures.Dispose();
            PictureTiming timing = new()
            {
                Clock = _segments.Clock,
                Frames = _encoder.Frames,
                LastDuration = TrackTime(endPts) - TrackTime(_lastPts),
            };
            new FinishedVideo(_ffmpeg, input: null, VideoContainer.Of(_options.Path)).Write(_paths.Pictures, timing, _paths.Muxing);
            File.Move(_paths.Muxing, _options.Path, _options.Overwrite);
            _paths.Delete();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw OutputPlace.NotWritable(_options.Path, e, CureForFull);
        }
    }
}
