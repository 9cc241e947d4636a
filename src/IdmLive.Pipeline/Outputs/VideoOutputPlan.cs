using System.Globalization;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>
/// Everything about an output video that can be checked and decided before the work starts: encoder, container, what is copied, and
/// what an interrupted run has left.
/// </summary>
public sealed class VideoOutputPlan
{
    private VideoOutputPlan(FfmpegInstallation ffmpeg, MediaInfo input, VideoOutputOptions options, VideoEncoder encoder)
    {
        Ffmpeg = ffmpeg;
        Input = input;
        Options = options;
        Encoder = encoder;
        Paths = new(options.Path, encoder.FragmentFormat);
        Finished = new(ffmpeg, input, VideoContainer.Of(options.Path));
        Segments = new() { Encoder = encoder, Source = input.Video, Width = options.Width, Height = options.Height };
        FramesPerSegment = Math.Max(1, (int)Math.Round(options.SegmentLength.TotalSeconds * input.Video.FrameRate.Value));
    }

    /// <summary>What the output is made of.</summary>
    public MediaInfo Input { get; }

    /// <summary>Where it goes and how.</summary>
    public VideoOutputOptions Options { get; }

    /// <summary>The encoder.</summary>
    public VideoEncoder Encoder { get; }

    /// <summary>Frames that an interrupted run has finished; the source has to leave them out.</summary>
    public long ResumedFrames => Resumed?.Frames ?? 0;

    /// <summary>Sentences the user should read: what of the input does not go into the output.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Bytes of sound and subtitles that are copied, as far as the input states its rates.</summary>
    public long CopiedBytes => (long)(Finished.Copied.Sum(stream => stream.BitRate) * Input.Duration.TotalSeconds / 8);

    /// <summary>The programs that read and write.</summary>
    public FfmpegInstallation Ffmpeg { get; }

    internal FinishedVideo Finished { get; }

    internal SegmentEncoderOptions Segments { get; }

    /// <summary>Frames of a segment; a run can be resumed at every multiple.</summary>
    public int FramesPerSegment { get; }

    internal PartialVideoPaths Paths { get; }

    internal PartialVideoState? Resumed { get; private set; }

    /// <summary>Checks all that can go wrong before the work, and decides.</summary>
    /// <exception cref="MediaException">The output cannot be made like this.</exception>
    public static VideoOutputPlan Make(FfmpegInstallation ffmpeg, MediaInfo input, VideoOutputOptions options)
    {
        VideoContainer container = VideoContainer.Of(options.Path);
        if (options.SegmentLength <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SegmentLength, "The length of segments must be above zero.");
        }

        CheckPlace(input.Path, options);
        VideoEncoder encoder = VideoEncoder.Choose(ffmpeg, options.Encoding, container, options.Width, options.Height);
        VideoOutputPlan plan = new(ffmpeg, input, options, encoder);
        plan.TakeUpInterruptedRun();
        if (plan.Resumed is null)
        {
            plan.Finished.CheckSound();
            plan.TryOut();
        }

        plan.Notes = [.. plan.WriteNotes()];
        return plan;
    }

    /// <summary>Opens the output for writing.</summary>
    /// <exception cref="MediaException">It cannot be written.</exception>
    public VideoFileSink Open() => new(this);

    /// <summary>Opens a sink for a few frames that are thrown away.</summary>
    /// <exception cref="MediaException">The encoder cannot be started.</exception>
    public PilotSink OpenPilot() => new(this);

    /// <summary>What the detector found in the frames that an interrupted run has finished, in their order.</summary>
    public IReadOnlyList<JournalFrame> ResumedFaces { get; private set; } = [];

    /// <summary>Everything that decides about the output's bits.</summary>
    internal PartialVideoState FreshState() => new()
    {
        Format = PartialVideoState.CurrentFormat,
        Input = InputIdentity.Of(Input.Path),
        Options = new(Options.RunOptions.ToDictionary(), StringComparer.Ordinal)
        {
            ["ffmpeg"] = Ffmpeg.Version,
            ["encoder"] = string.Join(' ', Encoder.Arguments),
            ["frame size"] = string.Create(CultureInfo.InvariantCulture, $"{Options.Width}x{Options.Height}"),
            ["frames per segment"] = FramesPerSegment.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static void CheckPlace(string input, VideoOutputOptions options)
    {
        if (SameFile(Path.GetFullPath(options.Path), Path.GetFullPath(input)))
        {
            throw new MediaException(MediaFailure.Input, $"Input and output are the same file ({options.Path}); give the output another name.");
        }

        OutputPlace.Check(options.Path, options.Overwrite);
    }

    private static bool SameFile(string a, string b) =>
        Resolved(a).Equals(Resolved(b), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string Resolved(string path)
    {
        FileSystemInfo? target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        return target?.FullName ?? path;
    }

    private void TakeUpInterruptedRun()
    {
        PartialVideoState? left = PartialVideoState.Read(Paths.State);
        if (left is null || !File.Exists(Paths.Pictures))
        {
            return;
        }

        if (Options.Resume)
        {
            if (left.DifferenceTo(FreshState()) is { } difference)
            {
                throw new MediaException(
                    MediaFailure.Input,
                    $"The interrupted run of {Options.Path} cannot be resumed: {difference}; give the options of that run, or --force without --resume to begin again.");
            }

            try
            {
                // Read now: the sink will lock the file.
                ResumedFaces = [.. FaceJournal.Read(Paths.Faces).Take((int)left.Frames)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                throw new MediaException(
                    MediaFailure.Input, $"The interrupted run of {Options.Path} cannot be resumed ({e.Message}); give --force without --resume to begin again.", e);
            }

            Resumed = left;
        }
        else if (!Options.Overwrite && left.Frames > 0)
        {
            throw new MediaException(
                MediaFailure.Output,
                $"An interrupted run has left {left.Frames} finished frames of {Options.Path}; give --resume to go on with them, or --force to begin again.");
        }
    }

    /// <summary>Encodes one black frame and puts it into the container: what does not fit together shows now and not after the work.</summary>
    private void TryOut()
    {
        try
        {
            using (FileStream trial = File.Create(Paths.Muxing))
            using (SegmentEncoder encoder = new(Ffmpeg, Segments, trial))
            using (Mat black = new(Options.Height, Options.Width, MatType.CV_8UC3, Scalar.Black))
            {
                encoder.Write(black, 0);
                encoder.Finish(Segments.Clock.Timescale);
            }

            Finished.CheckPictures(Paths.Muxing, Encoder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not MediaException))
        {
            throw VideoFileSink.NotWritable(Options.Path, e);
        }
        finally
        {
            DeleteTrial();
        }
    }

    private void DeleteTrial()
    {
        try
        {
            File.Delete(Paths.Muxing);
        }
        catch (UnauthorizedAccessException)
        {
            // It was not made either, and that is what is reported.
        }
    }

    private IEnumerable<string> WriteNotes()
    {
        int left = Input.Copied.Count - Finished.Copied.Count;
        if (left > 0)
        {
            yield return $"{left} subtitle stream(s) cannot be copied into a {Path.GetExtension(Options.Path)} file and are left out; an .mkv holds them.";
        }

        if (Input.FurtherVideoStreams > 0)
        {
            yield return $"{Input.Path} has {Input.FurtherVideoStreams} further video stream(s), which are left out; the first one is restored.";
        }

        if (Input.Video.BitDepth > 8)
        {
            yield return $"{Input.Path} has {Input.Video.BitDepth} bits a colour; frames are restored and written with 8.";
        }

        if (Encoder.PixelFormat == "yuv444p")
        {
            yield return $"Frames of {Options.Width}x{Options.Height} keep their odd size by 4:4:4 colour, which some players do not show; --codec vp9 or av1 does without.";
        }
    }
}
