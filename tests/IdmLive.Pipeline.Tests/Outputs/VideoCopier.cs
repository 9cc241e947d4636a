using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Outputs;

/// <summary>Takes videos from source to sink and changes nothing in between.</summary>
internal sealed class VideoCopier
{
    private static readonly FfmpegInstallation Found = FfmpegInstallation.Find();

    public FfmpegInstallation Ffmpeg => Found;

    /// <summary>Segments of ten frames at 30 a second.</summary>
    public static TimeSpan ShortSegments { get; } = TimeSpan.FromSeconds(1.0 / 3);

    /// <summary>Prepares a copy.</summary>
    public VideoOutputPlan Plan(string input, string output, Func<VideoOutputOptions, VideoOutputOptions>? change = null)
    {
        MediaInfo info = new MediaProbe(Ffmpeg).Probe(input);
        VideoOutputOptions options = new() { Path = output, Width = info.Video.Width, Height = info.Video.Height, SegmentLength = ShortSegments };
        return VideoOutputPlan.Make(Ffmpeg, info, change?.Invoke(options) ?? options);
    }

    /// <summary>Copies a whole video; <paramref name="onFrame"/> sees every frame before it is written.</summary>
    public VideoOutputPlan Copy(string input, string output, Func<VideoOutputOptions, VideoOutputOptions>? change = null, Action<Mat>? onFrame = null)
    {
        VideoOutputPlan plan = Plan(input, output, change);
        Run(plan, null, onFrame);
        return plan;
    }

    /// <summary>Copies a whole video, or what an interrupted run has left of it.</summary>
    public void Copy(VideoOutputPlan plan) => Run(plan, null, null);

    /// <summary>Copies until so many frames are done, then stops as at Ctrl-C or, where told, as at a crash.</summary>
    public void CopyPart(VideoOutputPlan plan, int frames, bool crash) => Run(plan, frames, null, crash);

    /// <summary>A face that depends on the frame's number, so that journals differ.</summary>
    public static DetectedFace FaceOf(long sequence) =>
        new(new(sequence, 1.5f, 30, 40), 0.75f, new(new(sequence, 1), new(2, 3), new(4, 5), new(6, 7), new(8, 9.25f)));

    private void Run(VideoOutputPlan plan, int? limit, Action<Mat>? onFrame, bool crash = false)
    {
        using VideoFileSource source = new(Ffmpeg, plan.Input, new() { SkippedFrames = plan.ResumedFrames });
        VideoFileSink sink = plan.Open();
        using Mat image = new(plan.Options.Height, plan.Options.Width, MatType.CV_8UC3);
        while (sink.Frames != limit && source.TryRead(image, out FrameStamp stamp))
        {
            onFrame?.Invoke(image);
            sink.Write(image, stamp, [.. Enumerable.Repeat(FaceOf(stamp.Sequence), (int)(stamp.Sequence % 3))]);
        }

        if (limit is null)
        {
            sink.Complete(source.EndPts);
        }
        else if (!crash)
        {
            sink.Interrupt();
        }

        sink.Dispose();
    }
}
