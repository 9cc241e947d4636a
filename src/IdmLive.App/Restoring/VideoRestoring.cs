using System.Globalization;
using IdmLive.App.People;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Restoring;

/// <summary>Restores a video.</summary>
internal sealed class VideoRestoring
{
    private const int PilotFrames = 12;

    private readonly IRestorerFactory _restorers;
    private readonly ProgressDisplay _progress;
    private readonly Action<string, bool> _tell;

    /// <summary>Makes a run.</summary>
    /// <param name="restorers">Makes the restorer.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="tell">Takes sentences for the user; true where they are no more than news.</param>
    public VideoRestoring(IRestorerFactory restorers, ProgressDisplay progress, Action<string, bool> tell)
    {
        _restorers = restorers;
        _progress = progress;
        _tell = tell;
    }

    /// <summary>Restores the video.</summary>
    /// <exception cref="Exception">Something is not there or cannot be read or written.</exception>
    public RestoreResult Run(RestoreOptions options, RestoreInputs inputs, CancellationToken stop)
    {
        FfmpegInstallation ffmpeg = FfmpegInstallation.Find();
        MediaInfo input = new MediaProbe(ffmpeg).Probe(inputs.Video!);
        if (options.Aligned && input.Video.Width != input.Video.Height)
        {
            throw new UserException(ExitStatus.BadInput, $"{input.Path} has frames of {input.Video.Width}x{input.Video.Height}; --aligned needs square crops.");
        }

        EnrolledPeople people = options.Strength > 0
            ? PeopleChoice.Choose(options.People, options.Model, () => _restorers.ReadPeople(options), sentence => _tell(sentence, false)) : EnrolledPeople.None;
        VideoOutputPlan plan = VideoOutputPlan.Make(ffmpeg, input, OutputOptions(options, people, inputs.VideoOutput, input.Video));
        foreach (string note in plan.Notes)
        {
            _tell(note, true);
        }

        using RestorerLanes lanes = options.Strength > 0 ? _restorers.CreateLanes(options, people) : new([]);
        IFaceRestorer? restorer = lanes.First;
        int cropSize = restorer?.CropSize ?? new FaceTrackerOptions().CropSize;
        RestoringSessionOptions settings = new()
        {
            Strength = options.Strength,
            Seed = options.Seed,
            SideBySide = options.SideBySide,
            DetectionInterval = plan.FramesPerSegment,
        };
        if (!options.Quiet)
        {
            Estimate(plan, options, settings, lanes);
        }

        using VideoFileSource source = new(ffmpeg, input, new() { SkippedFrames = plan.ResumedFrames });
        using IFaceExtractor extractor = FaceExtractorFactory.Create(options, cropSize, isVideo: true);
        using VideoFileSink sink = plan.Open();
        using IPersonMatcher? matcher = PeopleChoice.Offline(people, options.People, !options.Unguarded);
        RestoringSession session = lanes.NewSession(source, extractor, sink, settings);
        if (matcher is not null)
        {
            session.Recognise(matcher);
        }

        session.Replay(plan.ResumedFaces, input.Video.TimeBase);
        RestoringReport report = _progress.Run("frames", input.Video.FrameCountEstimate, () => session.FramesDone, () => session.Run(stop));
        Conclude(options, plan, source, sink, report);
        return Result(options, inputs.VideoOutput, restorer, report) with
        {
            PeakMb = (source.DecoderPeakMemory + sink.EncoderPeakMemory) / 1e6,
            Status = report.Interrupted ? "interrupted" : source.BrokeOff ? "partial" : "done",
        };
    }

    private static RestoreResult Result(RestoreOptions options, string output, IFaceRestorer? restorer, RestoringReport report) => new()
    {
        Frames = report.Frames,
        FramesWithFace = report.FramesWithFace,
        Faces = report.Faces,
        Seconds = report.Elapsed.TotalSeconds,
        Fps = report.FramesPerSecond,
        P50Ms = report.P50Milliseconds,
        P95Ms = report.P95Milliseconds,
        PeakMb = 0,
        Output = output,
        Status = "done",
        Model = restorer?.ModelName,
        Steps = restorer?.Steps ?? 0,
        Seed = options.Seed,
        ResumedFrames = report.ResumedFrames,
        StagesMs = report.Stages,
    };

    private VideoOutputOptions OutputOptions(RestoreOptions options, EnrolledPeople people, string output, VideoStreamInfo video)
    {
        // Everything that decides about a pixel: a run is resumed only with the same.
        Dictionary<string, string> run = new()
        {
            ["--strength"] = options.Strength.ToString(CultureInfo.InvariantCulture),
            ["--side-by-side"] = options.SideBySide ? "given" : "not given",
            ["--aligned"] = options.Aligned ? "given" : "not given",
            ["--detector"] = options.Detector,
            ["idmlive"] = typeof(VideoRestoring).Assembly.GetName().Version!.ToString(),
        };
        if (options.Strength > 0)
        {
            run["--model"] = _restorers.Identify(options.Model);
            run["--steps"] = options.Steps.ToString(CultureInfo.InvariantCulture);
            run["--seed"] = options.Seed.ToString(CultureInfo.InvariantCulture);
            run["--device"] = options.Device;
        }

        if (!people.IsEmpty)
        {
            // Neither names nor faces: the state file is read by others than the user's own eyes.
            string assumed = options.People.Person is null ? "" : options.Unguarded ? ", one assumed unguarded" : ", one assumed";
            run["enrolled people"] = people.Fingerprint() + assumed;
        }

        return new()
        {
            Path = output,
            Width = options.SideBySide ? 2 * video.Width : video.Width,
            Height = video.Height,
            Encoding = new() { Codec = options.Codec, Crf = options.Crf },
            SegmentLength = TimeSpan.FromSeconds(options.SegmentSeconds),
            Overwrite = options.Force,
            Resume = options.Resume,
            RunOptions = run,
        };
    }

    /// <summary>Restores the first few frames and throws them away: how long it takes and how large it gets stands there before the work starts.</summary>
    private void Estimate(VideoOutputPlan plan, RestoreOptions options, RestoringSessionOptions settings, RestorerLanes lanes)
    {
        VideoStreamInfo video = plan.Input.Video;
        string resumed = plan.ResumedFrames > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {plan.ResumedFrames} frames are done already") : "";
        _tell(string.Create(CultureInfo.InvariantCulture, $"{plan.Input.Path}: {video.Width}x{video.Height}, {video.FrameRate.Value:0.###} frames/s, about {video.FrameCountEstimate} frames ({video.Codec}), {plan.Input.Copied.Count(s => s.Kind == "audio")} sound stream(s){resumed}."), true);
        long left = video.FrameCountEstimate - plan.ResumedFrames;
        int frames = (int)Math.Min(PilotFrames, left / 8);
        if (frames < 3)
        {
            return;
        }

        using VideoFileSource source = new(plan.Ffmpeg, plan.Input, new() { FrameLimit = frames });
        using IFaceExtractor extractor = FaceExtractorFactory.Create(options, lanes.First?.CropSize ?? new FaceTrackerOptions().CropSize, isVideo: true);
        using PilotSink pilot = plan.OpenPilot();
        lanes.NewSession(source, extractor, pilot, settings).Run();
        long bytes = pilot.EstimateBytes(video.FrameCountEstimate);
        string time = pilot.FramesPerSecond > 0 ? $"about {ProgressDisplay.Clock(TimeSpan.FromSeconds(left / pilot.FramesPerSecond))} of work, " : "";
        _tell(string.Create(CultureInfo.InvariantCulture, $"{plan.Options.Path}: {time}about {bytes / 1e6:0.0} MB."), true);

        // Pictures lie there twice for a moment: as partial file and in the finished one.
        long free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(plan.Options.Path))!).AvailableFreeSpace;
        if (free < 2.2 * bytes)
        {
            _tell(string.Create(CultureInfo.InvariantCulture, $"only {free / 1e6:0} MB are free there, which may not be enough."), false);
        }
    }

    private void Conclude(RestoreOptions options, VideoOutputPlan plan, VideoFileSource source, VideoFileSink sink, RestoringReport report)
    {
        if (report.Interrupted)
        {
            _tell($"interrupted after {sink.Frames} frames, which {sink.PartialPath} shows; give --resume to go on after frame {sink.SafeFrames}.", false);
        }
        else if (source.BrokeOff)
        {
            _tell($"{plan.Input.Path} breaks off after {report.Frames} of about {plan.Input.Video.FrameCountEstimate} frames; {options.Output} holds what there is.", false);
        }
        else if (source.DecodeErrors > 0)
        {
            _tell($"{plan.Input.Path} has damaged places ({source.DecodeErrors} messages of the decoder); what it showed there is in the output.", false);
        }

        if (report.FramesWithFace == 0)
        {
            _tell($"no face was found in {plan.Input.Path}.", false);
        }
    }
}
