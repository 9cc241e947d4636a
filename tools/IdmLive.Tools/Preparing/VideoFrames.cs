using System.Diagnostics.CodeAnalysis;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>Takes one frame of a video for each stretch of time, and says how the video ended.</summary>
internal sealed class VideoFrames
{
    private readonly FfmpegInstallation _ffmpeg;
    private readonly MediaProbe _probe;
    private readonly double _every;

    /// <summary>Prepares to read videos.</summary>
    /// <param name="every">Seconds of a stretch.</param>
    /// <exception cref="MediaException">ffmpeg is not there.</exception>
    public VideoFrames(double every)
    {
        _ffmpeg = FfmpegInstallation.Find();
        _probe = new(_ffmpeg);
        _every = every;
    }

    /// <summary>How many frames will be taken, about; 0 where the file is no video.</summary>
    public long Estimate(SourceFile source)
    {
        try
        {
            return (long)Math.Ceiling(_probe.Probe(source.Path).Duration.TotalSeconds / _every);
        }
        catch (MediaException)
        {
            return 0; // said when its turn comes
        }
    }

    /// <summary>The frames, each the first of its stretch, and the end.</summary>
    /// <param name="source">The file.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="last">The frame to go on behind; null to begin.</param>
    public IEnumerable<Piece> Read(SourceFile source, string sha256, JournalEntry? last)
    {
        Piece end = new(source) { Sha256 = sha256 };
        if (!TryOpen(source, last, out VideoFileSource? reader, out string? fault))
        {
            yield return end with { Fault = fault };
            yield break;
        }

        using (reader)
        {
            using Mat image = new(reader.FrameSize, MatType.CV_8UC3);
            long? before = last?.Stretch;
            while (TryNext(reader, image, out FrameStamp stamp, ref fault))
            {
                // A time that is a multiple but for the rounding of its time base counts as one.
                double seconds = stamp.MediaTime.TotalSeconds;
                long stretch = (long)Math.Floor((seconds / _every) + 1e-6);
                if (stretch != before)
                {
                    before = stretch;
                    yield return new(source) { Sha256 = sha256, Frame = image.Clone(), Number = stamp.Sequence, Stretch = stretch, Seconds = seconds };
                }
            }

            yield return end with { Fault = fault ?? (reader.BrokeOff ? "breaks off in the middle; what comes before was used" : null) };
        }
    }

    private bool TryOpen(SourceFile source, JournalEntry? last, [NotNullWhen(true)] out VideoFileSource? reader, out string? fault)
    {
        try
        {
            reader = new(_ffmpeg, _probe.Probe(source.Path), new VideoFileSourceOptions { SkippedFrames = last?.Frame + 1 ?? 0 });
            fault = null;
            return true;
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Input)
        {
            (reader, fault) = (null, e.Message);
            return false;
        }
    }

    private static bool TryNext(VideoFileSource reader, Mat image, out FrameStamp stamp, ref string? fault)
    {
        try
        {
            return reader.TryRead(image, out stamp);
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Input)
        {
            (stamp, fault) = (default, e.Message);
            return false;
        }
    }
}
