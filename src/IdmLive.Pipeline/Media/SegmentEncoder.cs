using OpenCvSharp;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// Encodes one segment of a video with an ffmpeg process of its own, so that the same frames give the same bits whether other
/// segments were encoded in the same run or not. Not thread-safe: one thread at a time feeds it.
/// </summary>
internal sealed class SegmentEncoder : IDisposable
{
    private readonly SegmentEncoderOptions _options;
    private readonly FfmpegProcess _process;
    private readonly FragmentTimeline _timeline = new();
    private readonly FragmentStream _fragments;
    private readonly Thread _copier;
    private Exception? _copyFailure;

    /// <summary>Starts an encoder.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="options">What all segments have in common.</param>
    /// <param name="target">Where the encoded frames go; a thread of this object writes there until <see cref="Finish"/> has returned.</param>
    /// <param name="expectedHeader">The header that the target has already; null to write it.</param>
    /// <param name="fragments">Fragments that the target has already.</param>
    public SegmentEncoder(FfmpegInstallation ffmpeg, SegmentEncoderOptions options, Stream target, byte[]? expectedHeader = null, int fragments = 0)
    {
        _options = options;
        _fragments = new(_timeline, target, expectedHeader, fragments);
        _process = FfmpegProcess.Start(ffmpeg.FfmpegPath, options.Arguments(), feed: true);
        _copier = new Thread(Copy) { IsBackground = true, Name = "encoded video" };
        _copier.Start();
    }

    /// <summary>Frames given so far.</summary>
    public int Frames => _timeline.Count;

    /// <summary>The header of the target; there once <see cref="Finish"/> has returned.</summary>
    public byte[] Header => _fragments.Header;

    /// <summary>Fragments that the target has; final once <see cref="Finish"/> has returned.</summary>
    public int Fragments => _fragments.Fragments;

    /// <summary>Bytes of each encoded frame; there once <see cref="Finish"/> has returned.</summary>
    public IReadOnlyList<uint> FrameSizes => _fragments.FrameSizes;

    /// <summary>Largest memory the encoder has held, in bytes; there once <see cref="Finish"/> has returned.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>Encodes a frame.</summary>
    /// <param name="image">8-bit BGR of the options' size, continuous; free again when this returns.</param>
    /// <param name="time">When it is shown, in units of the track; grows.</param>
    /// <exception cref="MediaException">The encoder failed.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public void Write(Mat image, long time)
    {
        if (image.Type() != MatType.CV_8UC3 || image.Width != _options.Width || image.Height != _options.Height || !image.IsContinuous())
        {
            throw new ArgumentException($"A continuous frame of {_options.Width}x{_options.Height} 8-bit BGR was wanted, got {image.Width}x{image.Height} {image.Type()}.");
        }

        _timeline.Add(time);
        try
        {
            _process.Input.Write(image.AsSpan<byte>());
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    /// <summary>Ends the segment and waits until all of it is in the target.</summary>
    /// <param name="endTime">When the last frame ends, in units of the track.</param>
    /// <exception cref="MediaException">The encoder failed.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public void Finish(long endTime)
    {
        _timeline.End(endTime);
        PeakMemory = _process.PeakMemory;
        try
        {
            _process.Input.Close();
        }
        catch (IOException e)
        {
            throw Failure(e);
        }

        _copier.Join();
        int exit = _process.WaitForExit();
        if (exit != 0 || _copyFailure is not null || _fragments.FrameSizes.Count != Frames)
        {
            throw Failure(_copyFailure ?? new InvalidDataException($"exit status {exit}, {_fragments.FrameSizes.Count} of {Frames} frames came back"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _copier.Join();
        _process.Dispose();
    }

    private void Copy()
    {
        try
        {
            _fragments.Copy(_process.Output);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or EndOfStreamException or ObjectDisposedException or UnauthorizedAccessException)
        {
            _copyFailure = e;

            // Nobody takes its output any more: it must not wait for that, and we not for it.
            _process.Kill();
        }
    }

    private IOException Failure(Exception cause)
    {
        _process.Kill();
        _process.WaitForExit();
        _copier.Join();
        if (_copyFailure is IOException and not EndOfStreamException)
        {
            return new IOException(_copyFailure.Message, _copyFailure);
        }

        string words = _process.LastWords();
        string why = words.Length > 0 ? words : (_copyFailure ?? cause).Message;
        return new MediaException(
            MediaFailure.Machine,
            $"The encoder {_options.Encoder.Name} failed on {_options.Width}x{_options.Height} {_options.Encoder.PixelFormat} frames ({why}); try another --codec.",
            _copyFailure ?? cause);
    }
}
