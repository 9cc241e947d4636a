using System.Text.Json.Nodes;
using IdmLive.Tools.Evaluation;
using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;
using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class VideoEvaluationRunTests
{
    private const int Frames = 8, Flicker = 12;
    private static readonly string[] Keys =
        ["eWarp", "tOf", "tLpips", "stillStdRatio", "jitterPx", "idMean", "idMin", "idStd", "lpips", "psnr", "sharpness"];

    private static readonly DegradationRecipe Noisy = new() { Name = "noisy", CropSize = MovingPattern.Size, Stages = [new GaussianNoiseStage { Deviation = new(5, 5) }] };

    [Fact]
    public void The_truth_is_perfect_but_for_its_own_warping_error()
    {
        VideoRow clean = Run([CopiedClip.Clean()])[0];
        Assert.Equal("clean", clean.Name);
        Assert.Equal(PictureFigures.HighestPsnr, Figure(clean, "psnr"));
        Assert.Equal(0, Figure(clean, "tOf"));
        Assert.Equal(0, Figure(clean, "stillStdRatio"));
        Assert.Equal(1, Figure(clean, "sharpness"), 1e-9);
        Assert.Equal(1, Figure(clean, "idMean"), 1e-6);
        Assert.Equal(1, Figure(clean, "idMin"), 1e-6);
        Assert.Equal(0, Figure(clean, "idStd"), 1e-6);
        Assert.InRange(Figure(clean, "eWarp"), 0, .1);
    }

    [Fact]
    public void A_row_that_flickers_has_the_warping_error_of_its_flicker_and_keeps_its_sharpness()
    {
        DrawnRestorer flickering = new("flickering", (i, frame, result) => Cv2.Add(frame.Clean, Scalar.All(i % 2 == 0 ? 0 : Flicker), result));
        VideoRow row = Run([flickering])[0];
        double expected = WarpingError.Scale * Math.Pow(Flicker / 255.0, 2);
        Assert.Equal(expected, Figure(row, "eWarp"), .05 * expected);
        Assert.Equal(1, Figure(row, "sharpness"), .01);
    }

    [Fact]
    public void A_blurred_row_is_less_sharp()
    {
        DrawnRestorer soft = new("soft", (_, frame, result) => Cv2.GaussianBlur(frame.Clean, result, default, 3));
        Assert.InRange(Figure(Run([soft])[0], "sharpness"), .2, .9);
    }

    [Fact]
    public void Every_clip_is_begun_anew_with_a_seed_of_its_own_for_clip_and_still()
    {
        DrawnRestorer row = new("row", (_, frame, result) => frame.Degraded.CopyTo(result));
        VideoRow made = Run([row], clips: [new MovingPattern(.5, Frames) { Name = "a" }, new MovingPattern(.5, Frames) { Name = "b", Camera = 1 }])[0];
        Assert.Equal(["a", "b"], made.Clips.Select(c => c.Clip));
        Assert.Equal(4, row.Begun.Count);
        Assert.Equal(row.Begun[0], row.Begun[1]);
        Assert.NotEqual(row.Begun[0], row.Begun[2]);
    }

    [Fact]
    public void Costly_figures_are_measured_on_every_nth_frame_and_the_others_on_all()
    {
        IReadOnlyList<FrameFigures> frames = Run([CopiedClip.Input()], every: 3)[0].Clips[0].Frames;
        Assert.Equal(Frames, frames.Count);
        Assert.Equal([3, 6], Enumerable.Range(0, Frames).Where(i => double.IsFinite(frames[i].TOf)));
        Assert.Equal(Frames - 1, frames.Count(f => double.IsFinite(f.EWarp)));
        Assert.All(frames, f => Assert.InRange(f.IdA, -1, 1));
    }

    [Fact]
    public void With_its_network_a_row_has_lpips_and_a_step_like_the_clean_clips()
    {
        VideoRow[] rows = [.. Run([CopiedClip.Input(), CopiedClip.Clean()], files: new MeasureFiles { Lpips = SharedFile.OrSkip("models/metrics/lpips_squeeze_v01.onnx") })];
        Assert.True(Figure(rows[0], "lpips") > .01);
        Assert.True(Figure(rows[0], "tLpips") > .1);
        Assert.Equal(0, Figure(rows[1], "lpips"), 1e-6);
        Assert.Equal(0, Figure(rows[1], "tLpips"), 1e-6);
    }

    [Fact]
    public void The_summary_has_every_key_over_all_clips_and_on_each_and_null_where_nothing_was_measured()
    {
        IReadOnlyList<VideoRow> rows = Run([CopiedClip.Input(), CopiedClip.Clean()]);
        VideoEvaluationResult result = new(rows, [new("pattern", Frames, ["Noise"])]) { Model = "drawn", Recipe = "noisy", Seed = 3, Every = 1 };
        JsonNode summary = JsonNode.Parse(VideoEvaluationSummary.Text(result))!;
        Assert.Equal(["input", "clean"], summary["rows"]!.AsArray().Select(r => (string?)r!["name"]));
        foreach (JsonObject row in summary["rows"]!.AsArray().Select(r => r!.AsObject()))
        {
            Assert.All(Keys, k => Assert.True(row.ContainsKey(k), k));
            Assert.All(Keys, k => Assert.True(row["clips"]![0]!.AsObject().ContainsKey(k), k));
            Assert.Null(row["lpips"]);
            Assert.NotNull(row["eWarp"]);
        }

        Assert.Equal(1, (double?)summary["rows"]![0]!["stillStdRatio"]);
        string[] csv = VideoEvaluationReport.Csv(rows).TrimEnd().Split('\n');
        Assert.Equal(3, csv.Length);
        Assert.All(csv, l => Assert.Equal(csv[0].Count(c => c == ','), l.Count(c => c == ',')));
        Assert.DoesNotContain("LPIPS", VideoEvaluationReport.Table(rows), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_over_all_clips_are_means_over_frames_and_the_waver_is_that_within_clips()
    {
        ClipFigures a = new("a", [new() { IdA = .8, Psnr = 20 }, new() { IdA = .9, Psnr = 22 }], [.2], 0) { StillRatio = .5 };
        ClipFigures b = new("b", [new() { IdA = .3, Psnr = 30 }, new() { IdA = .4, Psnr = double.NaN }], [.4, .6], 1) { StillRatio = double.NaN };
        VideoRow row = new("row", [a, b]);
        Assert.Equal(.6, Figure(row, "idMean"), 1e-9);
        Assert.Equal(.3, Figure(row, "idMin"), 1e-9);
        Assert.Equal(.05, Figure(row, "idStd"), 1e-9);
        Assert.Equal(24, Figure(row, "psnr"), 1e-9);
        Assert.Equal(.4, Figure(row, "jitterPx"), 1e-9);
        Assert.Equal(.5, Figure(row, "stillStdRatio"), 1e-9);
        Assert.Equal(double.NaN, Figure(row, "eWarp"));
    }

    [Fact]
    public void The_slices_show_the_line_of_each_frame_below_that_of_the_one_before()
    {
        IFaceClip[] clips = [new MovingPattern(0, Frames)];
        using VideoPictures pictures = new(["row"], clips, MovingPattern.Size);
        DrawnRestorer row = new("row", (i, _, result) => result.SetTo(Scalar.All(10 * i)));
        Run([row], clips: clips, pictures: pictures);
        Mat picture = pictures.Slices.Picture;
        byte[] column = [.. Enumerable.Range(0, picture.Height).Select(y => picture.At<Vec3b>(y, picture.Width - 10).Item0)];
        byte[] runs = [.. column.Where((level, y) => y == 0 || column[y - 1] != level)];
        byte[] clip = [.. Enumerable.Range(0, Frames).Select(i => (byte)(10 * i))];
        byte[] still = [.. Enumerable.Range(StillMeter.Start, StillMeter.Frames - StillMeter.Start).Select(i => (byte)Math.Min(255, 10 * i))];
        Assert.Equal([255, .. clip, 255, .. clip, 255], runs[..((2 * Frames) + 3)]);
        Assert.Equal(still[..10], runs[((2 * Frames) + 3)..((2 * Frames) + 13)]);
    }

    private static double Figure(VideoRow row, string key) => VideoFigure.All.Single(f => f.Key == key).Value(row.Clips);

    private static IReadOnlyList<VideoRow> Run(
        IReadOnlyList<IClipRestorer> rows, int every = 1, IReadOnlyList<IFaceClip>? clips = null, MeasureFiles? files = null, VideoPictures? pictures = null)
    {
        using VideoMeasures measures = new(files ?? new MeasureFiles());
        VideoEvaluationRun run = new(rows, measures) { Recipe = Noisy, Seed = 3, Every = every, Pictures = pictures };
        return run.Run(clips ?? [new MovingPattern(1.3, Frames)]);
    }
}
