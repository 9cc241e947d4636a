using System.Text.Json;
using IdmLive.App.Bench;
using IdmLive.App.Demo;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.Bench;

public sealed class CleanBenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-clean-").FullName;
    private readonly string _clip;

    public CleanBenchTests() => _clip = SampleFiles.Extract(SampleFiles.Clean, _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_that_gives_faces_back_leaves_frames_as_they_are()
    {
        CleanBenchResult result = Run(0);
        Assert.Equal((CleanBench.HighestDb, CleanBench.HighestDb), (result.FramePsnr.Lowest, result.FacePsnr.Median));
        Assert.Equal(result.Frames, result.Faces);
        Assert.Equal(1, result.Strength.Median);
        JsonElement json = Json(result);
        Assert.True(json.GetProperty("kept").GetBoolean());
        Assert.Equal(40, json.GetProperty("barDb").GetDouble());
    }

    [Fact]
    public void What_a_line_changes_shows_in_the_face_more_than_in_the_frame()
    {
        CleanBenchResult result = Run(120);
        Assert.True(result.FacePsnr.Median < result.FramePsnr.Median - 3, $"{result.FacePsnr.Median} and {result.FramePsnr.Median}");
        Assert.InRange(result.FacePsnr.Median, 10, 35);
        using StringWriter table = new();
        result.Write(json: false, table);
        Assert.Contains(result.FramePsnr.Lowest >= 40 ? "frames within" : "NOT within", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_face_there_is_nothing_to_measure_and_one_sentence_says_so()
    {
        UserException e = Assert.Throws<UserException>(() => Run(0, seconds: 0));
        Assert.Contains("no face", e.Message, StringComparison.Ordinal);
        Assert.Throws<UserException>(() => new BenchOptions { Clean = true }.Check());
        Assert.Throws<UserException>(() => new BenchOptions { Clean = true, Source = "synthetic", SoakMinutes = 1 }.Check());
    }

    private static JsonElement Json(CleanBenchResult result)
    {
        using StringWriter json = new();
        result.Write(json: true, json);
        return JsonDocument.Parse(Assert.Single(json.ToString().TrimEnd().Split('\n'))).RootElement.GetProperty("clean");
    }

    private CleanBenchResult Run(int levels, double seconds = .4) =>
        new CleanBench(_ => Stages(levels)).Run(new() { Clean = true, Source = $"file:{_clip}", Seconds = seconds });

    private static LiveStages Stages(int levels) => new(
        new LiveFaceExtractor(
            new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video }), new FaceTracker(new() { CropSize = 128 }), new FacePaster(), new() { InBackground = false }),
        new Checkering(levels),
        4);

    /// <summary>Adds a coarse pattern to each face.</summary>
    private sealed class Checkering(int levels) : IStreamRestorer
    {
        public int CropSize => 128;

        public string ModelName => "checkering";

        public IReadOnlyList<int> Sizes => [128];

        public TimeSpan NetworkTime => TimeSpan.Zero;

        public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
        {
            for (int i = 0; i < faces.Count; i++)
            {
                faces[i].Crop.CopyTo(faces[i].Restored);
                for (int y = 0; y < 128; y += 8)
                {
                    using Mat stripe = faces[i].Restored[y, y + 4, 0, 128];
                    Cv2.Add(stripe, Scalar.All(levels), stripe);
                }

                results[i] = new(StreamMode.Warm, .1, 0);
            }
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
