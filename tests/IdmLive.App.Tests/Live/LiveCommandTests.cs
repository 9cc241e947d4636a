using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Demo;
using IdmLive.App.Live;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.Live;

public sealed class LiveCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-live-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--strength", "--source", "synthetic", "--strength", "2")]
    [InlineData("--budget-ms", "--source", "synthetic", "--budget-ms", "0")]
    [InlineData("--max-faces", "--source", "synthetic", "--max-faces", "0")]
    [InlineData("--seconds", "--source", "synthetic", "--seconds", "-1")]
    [InlineData("leave one out", "--source", "a.mp4", "--loop", "--fast")]
    [InlineData("--source nowhere", "--source", "nowhere")]
    [InlineData("--sink nobody", "--source", "synthetic", "--sink", "nobody")]
    [InlineData("standard output", "--source", "synthetic", "--sink", "pipe:y4m", "--json")]
    public void Bad_options_are_one_sentence_and_status_one(string part, params string[] arguments)
    {
        (int status, string output, string error) = Run(Painting, arguments);
        Assert.Equal(1, status);
        Assert.Empty(output);
        Assert.Contains(part, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_frame_of_a_file_is_restored_when_asked_to_be_fast_and_the_faces_are_changed()
    {
        string clip = SampleFiles.Extract(SampleFiles.Clean, _folder), video = Path.Join(_folder, "out.mp4");
        (int status, string output, string error) = Run(Painting, "--source", $"file:{clip}", "--sink", $"file:{video}", "--fast", "--json", "--quiet");
        Assert.True(status == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, json.GetProperty("dropped").GetInt64());
        Assert.Equal(0, json.GetProperty("failures").GetInt64());
        long frames = json.GetProperty("frames").GetInt64();
        Assert.True(frames >= 60, $"{frames} frames");
        using VideoCapture before = new(clip), after = new(video);
        Assert.Equal(frames, Count(after, out Mat last));
        Count(before, out Mat original);
        using (last)
        using (original)
        {
            // The painted face is brighter somewhere in the middle; the corner is as it was.
            Assert.True(Difference(original, last, whole: true) > 20);
            Assert.InRange(Difference(original, last, whole: false), 0, 6);
        }
    }

    [Fact]
    public void A_line_without_a_face_to_restore_ends_in_time_and_says_what_it_did()
    {
        (int status, string output, string error) = Run(Painting, "--source", "synthetic:320x180@30", "--sink", "null", "--seconds", "4", "--json", "--quiet");
        Assert.True(status == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        foreach (string key in (string[])["fps", "frames", "dropped", "late", "p50Ms", "p95Ms", "p99Ms", "maxMs", "rungs", "stepsDown", "stagesMs", "sinks", "model"])
        {
            Assert.True(json.TryGetProperty(key, out _), key);
        }

        Assert.True(json.GetProperty("frames").GetInt64() >= 3);
        Assert.InRange(json.GetProperty("seconds").GetDouble(), .5, 30);
    }

    [Fact]
    public void A_sink_that_cannot_be_opened_is_status_four()
    {
        (int status, _, string error) = Run(Painting, "--source", "synthetic", "--sink", $"file:{Path.Join(_folder, "missing", "x.mp4")}", "--seconds", "1");
        Assert.Equal(4, status);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Status_line_names_rung_delay_and_reason()
    {
        string line = LiveStatus.Line(new() { Rate = 29.94, Rung = new(192), Faces = 1, Strength = .5, RungReason = "two frames late", Times = new() { Find = 3, Restore = 21 } });
        Assert.Equal("29.9 frames/s  192  24 ms  1 face  strength 0.50  dropped 0  (two frames late)", line);
    }

    private static long Count(VideoCapture video, out Mat last)
    {
        last = new();
        using Mat frame = new();
        long count = 0;
        while (video.Read(frame))
        {
            frame.CopyTo(last);
            count++;
        }

        return count;
    }

    private static double Difference(Mat a, Mat b, bool whole)
    {
        Rect area = whole ? new(0, 0, a.Width, a.Height) : new(0, 0, a.Width / 10, a.Height / 10);
        using Mat x = new(a, area), y = new(b, area), difference = new();
        Cv2.Absdiff(x, y, difference);
        Cv2.Blur(difference, difference, new Size(5, 5));
        return Cv2.Norm(difference, NormTypes.INF);
    }

    private static (int Status, string Output, string Error) Run(Func<LiveOptions, LiveStages> stages, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { LiveCommand.Create(stages) };
        int status = CommandLine.Run(root, ["live", .. arguments], new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }

    private static LiveStages Painting(LiveOptions options) => new(
        new LiveFaceExtractor(
            new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video }), new FaceTracker(new() { CropSize = 64 }), new FacePaster(), new() { InBackground = false }),
        new StripingRestorer(),
        options.MaxFaces);

    /// <summary>Draws a bright stripe across each face.</summary>
    private sealed class StripingRestorer : IStreamRestorer
    {
        public int CropSize => 64;

        public string ModelName => "striping";

        public IReadOnlyList<int> Sizes => [64, 32];

        public TimeSpan NetworkTime => TimeSpan.Zero;

        public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
        {
            for (int i = 0; i < faces.Count; i++)
            {
                faces[i].Crop.CopyTo(faces[i].Restored);
                Cv2.Rectangle(faces[i].Restored, new Rect(20, 30, 24, 5), Scalar.All(255), -1);
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
