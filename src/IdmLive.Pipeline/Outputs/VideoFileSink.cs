using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>
/// Writes a video file. While the work goes on, its pictures grow in a playable file beside the output (<c>NAME.partial.mp4</c>),
/// segment by segment; after each, a small state file is replaced, from which a later run goes on. When all frames are there,
/// pictures and the input's sound become the output in one move. Whether a run was interrupted cannot be told from the output's bits.
/// </summary>
public sealed class VideoFileSink : IFrameSink
{
    private readonly VideoOutputPlan _plan;
    private readonly TrackClock _clock;
    private readonly FileStream _pictures;
    private readonly FileStream _faces;
    private PartialVideoState _state;
    private byte[]? _header;
    private SegmentEncoder? _encoder;
    private long _lastPts;
    private bool _interrupted;

    internal VideoFileSink(VideoOutputPlan plan)
    {
        _plan = plan;
        _clock = plan.Segments.Clock;
        _state = plan.Resumed ?? plan.FreshState();
        try
        {
            // The faces' file is locked as long as we work: two runs on one output would destroy it.
            FileMode mode = plan.Resumed is null ? FileMode.Create : FileMode.Open;
            _faces = new(plan.Paths.Faces, mode, FileAccess.ReadWrite, FileShare.None);
            _pictures = new(plan.Paths.Pictures, mode, FileAccess.ReadWrite, FileShare.Read);
            if (plan.Resumed is not null)
            {
                CutUnfinishedTail();
            }

            _state.Write(plan.Paths.State);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faces?.Dispose();
            _pictures?.Dispose();
            throw NotWritable(plan.Options.Path, e);
        }
    }

    /// <summary>Frames in the output so far, those of an interrupted run included.</summary>
    public long Frames => _state.Frames + (_encoder?.Frames ?? 0);

    /// <summary>Frames from which a later run would go on: those in whole segments.</summary>
    public long SafeFrames => _state.Frames;

    /// <summary>The file with the pictures so far.</summary>
    public string PartialPath => _plan.Paths.Pictures;

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Largest memory that an encoder has held, in bytes.</summary>
    public long EncoderPeakMemory { get; private set; }

    /// <inheritdoc/>
    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(faces);
        try
        {
            if (_encoder?.Frames == _plan.FramesPerSegment)
            {
                FinishSegment(stamp.Pts);
            }

            if (Frames == 0)
            {
                _state = _state with { FirstPts = stamp.Pts };
            }

            _encoder ??= new(_plan.Ffmpeg, _plan.Segments, _pictures, _header, _state.Segments.LastOrDefault()?.Fragments ?? 0);
            _encoder.Write(image, TrackTime(stamp.Pts));
            FaceJournal.Write(_faces, new(stamp.Pts, faces));
            _lastPts = stamp.Pts;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw NotWritable(_plan.Options.Path, e);
        }
    }

    /// <inheritdoc/>
    public void Complete(long endPts)
    {
        try
        {
            if (_encoder is not null)
            {
                FinishSegment(Math.Max(endPts, _lastPts + 1));
            }

            _pictures.Dispose();
            _faces.Dispose();
            VideoStreamInfo video = _plan.Input.Video;
            PictureTiming timing = new()
            {
                Clock = _clock,
                Frames = _state.Frames,
                LastDuration = _state.LastDuration,
                Shift = _state.FirstPts < 0 ? video.TimeBase.ToTime(_state.FirstPts) : TimeSpan.Zero,
            };
            _plan.Finished.Write(_plan.Paths.Pictures, timing, _plan.Paths.Muxing);
            File.Move(_plan.Paths.Muxing, _plan.Options.Path, _plan.Options.Overwrite);
            _plan.Paths.Delete();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw NotWritable(_plan.Options.Path, e);
        }
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        _interrupted = true;
        try
        {
            // The cut segment can be played but is not in the state: it would not be what an uninterrupted run writes.
            _encoder?.Finish(TrackTime(_lastPts + _plan.Input.Video.NominalFrameTicks));
            _pictures.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw NotWritable(_plan.Options.Path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder?.Dispose();
        Close(_pictures);
        Close(_faces);
        if (_state.Frames == 0 && !_interrupted)
        {
            // Nothing was made: nothing is left lying about.
            _plan.Paths.Delete();
        }
    }

    /// <summary>The sentence for what the system says when a file cannot be written.</summary>
    internal static MediaException NotWritable(string path, Exception cause) =>
        OutputPlace.NotWritable(path, cause, "make room and go on with --resume");

    private static void Close(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // Its last bytes found no room. What counts is in the state, and that names only what was written before.
        }
    }

    private long TrackTime(long pts) => _clock.FromPts(pts - Math.Min(0, _state.FirstPts));

    private void FinishSegment(long endPts)
    {
        _encoder!.Finish(TrackTime(endPts));
        _header ??= _encoder.Header;
        _pictures.Flush(flushToDisk: true);
        _faces.Flush(flushToDisk: true);
        _state = _state with
        {
            HeaderBytes = _header.Length,
            LastDuration = TrackTime(endPts) - TrackTime(_lastPts),
            Segments = [.. _state.Segments, new(_encoder.Frames, _pictures.Length, _faces.Length, _encoder.Fragments)],
        };
        _state.Write(_plan.Paths.State);
        BytesWritten = _pictures.Length;
        EncoderPeakMemory = Math.Max(EncoderPeakMemory, _encoder.PeakMemory);
        _encoder.Dispose();
        _encoder = null;
    }

    private void CutUnfinishedTail()
    {
        FinishedSegment? last = _state.Segments.LastOrDefault();
        if (_pictures.Length < (last?.Bytes ?? 0) || _faces.Length < (last?.FaceBytes ?? 0))
        {
            throw new IOException($"what the interrupted run left ({_plan.Paths.Pictures}) is shorter than its state says; give --force without --resume to begin again.");
        }

        _pictures.SetLength(last?.Bytes ?? 0);
        _faces.SetLength(last?.FaceBytes ?? 0);
        if (last is not null)
        {
            _header = new byte[_state.HeaderBytes];
            _pictures.ReadExactly(_header);
        }

        _pictures.Seek(0, SeekOrigin.End);
        _faces.Seek(0, SeekOrigin.End);
    }
}
