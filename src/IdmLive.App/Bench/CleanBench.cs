using IdmLive.App.Live;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.App.Bench;

/// <summary>
/// Runs frames through the stages of the live line one after the other, at the largest size and with the guards of <c>idmlive live</c>, and compares what
/// comes out with what went in.
/// </summary>
internal sealed class CleanBench
{
    /// <summary>PSNR of frames that are left as they came.</summary>
    public const double HighestDb = 100;

    private readonly Func<LiveOptions, LiveStages> _stages;

    /// <summary>Makes a bench.</summary>
    /// <param name="stages">Makes what works on the frames.</param>
    public CleanBench(Func<LiveOptions, LiveStages> stages) => _stages = stages;

    /// <summary>Runs it over the first seconds of the source, by the source's own time.</summary>
    /// <param name="options">Checked.</param>
    /// <exception cref="UserException">The source shows no frame or no face.</exception>
    public CleanBenchResult Run(BenchOptions options)
    {
        LiveOptions live = new LiveOptions
        {
            Source = options.Source!,
            Model = options.Model,
            Device = options.Device,
            Threads = options.Threads.Count > 0 ? options.Threads[0] : 0,
            Unguarded = options.Unguarded,
            Fast = true,
        }.Checked();
        ILiveSource source = LiveSourceFactory.Parse(live.Source, new() { Fast = true });
        using LiveStages stages = _stages(live);
        using LiveInput input = source.Open(default);
        using LiveFrame frame = new(input.Frames.FrameSize, stages.CropSize);
        using Mat before = new();
        List<double> whole = [], face = [], strengths = [];
        int frames = 0;
        for (; ; frames++)
        {
            frame.Begin();
            if (!input.Frames.TryRead(frame.Image, out FrameStamp stamp) || stamp.MediaTime.TotalSeconds >= options.Seconds)
            {
                break;
            }

            frame.Stamp = stamp;
            frame.Image.CopyTo(before);
            Work(stages, frame);
            whole.Add(Psnr(before, frame.Image));
            for (int i = 0; i < frame.Faces.Tracked.Count; i++)
            {
                Rect place = Place(frame.Faces.Tracked[i].ImageToCrop, stages.CropSize, before.Size());
                if (place.Width > 0 && place.Height > 0)
                {
                    using Mat was = new(before, place), now = new(frame.Image, place);
                    face.Add(Psnr(was, now));
                    strengths.Add(frame.IsPassed ? 0 : frame.Faces.Strength(i));
                }
            }
        }

        if (frames == 0 || face.Count == 0)
        {
            throw new UserException(ExitStatus.BadInput, $"{options.Source} shows no face in its {frames} frames; give a source with a face.");
        }

        return new(
            frames, face.Count, $"{frame.Image.Width}x{frame.Image.Height}", CleanFigures.Of(whole), CleanFigures.Of(face), CleanFigures.Of(strengths), stages.Failures);
    }

    private static void Work(LiveStages stages, LiveFrame frame)
    {
        stages.Find(frame);
        frame.Rung = stages.Sizes.Count > 0 ? new(stages.Sizes[0]) : LadderRung.Passed;
        stages.Restore(frame, 1);
        stages.PutBack(frame, 1);
    }

    private static double Psnr(Mat a, Mat b) => Math.Min(HighestDb, PictureMeasures.Psnr(a, b));

    /// <summary>The rectangle around the crop as it lies in the image.</summary>
    private static Rect Place(in SimilarityTransform imageToCrop, int size, Size image)
    {
        SimilarityTransform t = imageToCrop.Inverse;
        Point2d[] corners = [t.Map(new(0, 0)), t.Map(new(size - 1, 0)), t.Map(new(0, size - 1)), t.Map(new(size - 1, size - 1))];
        int left = (int)Math.Clamp(corners.Min(c => c.X), 0, image.Width), right = (int)Math.Clamp(corners.Max(c => c.X) + 1, 0, image.Width);
        int top = (int)Math.Clamp(corners.Min(c => c.Y), 0, image.Height), bottom = (int)Math.Clamp(corners.Max(c => c.Y) + 1, 0, image.Height);
        return new(left, top, right - left, bottom - top);
    }
}
