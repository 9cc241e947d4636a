using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Demo;
using IdmLive.App.Live;
using IdmLive.App.People;
using IdmLive.App.Tests.People;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.App.Tests.Learning;

public sealed class LiveKeepLearningTests : IDisposable
{
    // The clip has four seconds.
    private static readonly KeepRules Quick = new()
    {
        MatchedFor = TimeSpan.FromSeconds(.4),
        Interval = TimeSpan.FromSeconds(.2),
        LeastScore = .5,
        Frame = new() { SmallestSourceWidth = 100, LeastSharpness = .1 },
    };

    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-learn-").FullName;

    private string Root => Path.Combine(_top, "people");

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Frames_of_who_is_enrolled_are_kept_counted_and_not_learned_from_where_that_is_not_asked()
    {
        EnrolledPerson anna = LearnablePerson.Enrol(new PeopleStore(Root), "Anna", SamplePerson.Enrolled("Anna", new float[] { 1 }).Faces[0].Embeddings);
        string clip = SampleFiles.Extract(SampleFiles.Clean, _top);
        (int status, string output, string error) = Run("--source", $"file:{clip}", "--sink", "null", "--fast", "--json", "--keep-learning", "--learn-minutes", "0");
        Assert.True(status == 0, error);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        IReadOnlyList<LearnedCrop> waiting = LearnedFrames.Read(anna);
        Assert.InRange(waiting.Count, 2, 20);
        Assert.Equal(waiting.Count, result.GetProperty("framesKept").GetInt64());
        Assert.True(result.GetProperty("framesNotKept").EnumerateObject().All(f => f.Value.GetInt64() > 0));
        Assert.All(waiting, c =>
        {
            using Mat picture = c.ToCandidate(LearnedFrames.ReadPicture(anna, c), 0).Decode();
            Assert.Equal(new Size(256, 256), picture.Size());
            Assert.True(c.Score >= .5 && c.Seconds >= .4, $"{c.Score} at {c.Seconds} s");
        });
        Assert.Contains($"kept {waiting.Count} frames", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(anna.Record.Embeddings, new PeopleStore(Root).Find("Anna")!.Record.Embeddings);
    }

    [Fact]
    public void Nothing_is_kept_unless_it_is_asked_for()
    {
        EnrolledPerson anna = LearnablePerson.Enrol(new PeopleStore(Root), "Anna", SamplePerson.Enrolled("Anna", new float[] { 1 }).Faces[0].Embeddings);
        string clip = SampleFiles.Extract(SampleFiles.Clean, _top);
        (int status, string output, string error) = Run("--source", $"file:{clip}", "--sink", "null", "--fast", "--json");
        Assert.True(status == 0, error);
        Assert.False(JsonDocument.Parse(output).RootElement.TryGetProperty("framesKept", out _));
        Assert.False(Directory.Exists(anna.LearnedFolder));
    }

    [Theory]
    [InlineData("--unguarded", "--keep-learning", "--unguarded")]
    [InlineData("--no-people", "--keep-learning", "--no-people")]
    [InlineData("--strength 0", "--keep-learning", "--strength", "0")]
    [InlineData("give both", "--learn-minutes", "2")]
    [InlineData("--learn-minutes is -1", "--keep-learning", "--learn-minutes", "-1")]
    public void Wishes_that_do_not_go_together_are_one_sentence(string part, params string[] arguments)
    {
        (int status, string output, string error) = Run(["--source", "synthetic", "--sink", "null", .. arguments]);
        Assert.Equal((ExitStatus.BadInput, string.Empty), (status, output));
        Assert.Contains(part, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_of_the_store_can_be_recognised_the_user_is_told_and_the_call_goes_on()
    {
        List<string> told = [];
        Assert.Null(LiveLineFactory.CreateKeeper(new() { KeepLearning = true, People = new() { Folder = Root }, Tell = told.Add }, SamplePerson.Enrolled("Anna", new float[] { 1 }), 256));
        Assert.Contains("no frame is kept", Assert.Single(told), StringComparison.Ordinal);
        Assert.Null(LiveLineFactory.CreateKeeper(new() { KeepLearning = true, People = new() { Folder = Root }, Tell = told.Add }, EnrolledPeople.None, 128));
        Assert.Contains("128 pixels", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_line_says_how_many_frames_were_kept()
    {
        Assert.Contains("kept 7", LiveStatus.Line(new() { RungReason = "", FramesKept = 7 }), StringComparison.Ordinal);
        Assert.DoesNotContain("kept", LiveStatus.Line(new() { RungReason = "" }), StringComparison.Ordinal);
    }

    private (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { LiveCommand.Create(Stages) };
        int status = CommandLine.Run(root, ["live", .. arguments], new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }

    private LiveStages Stages(LiveOptions options)
    {
        options = options with { People = options.People with { Folder = Root } };
        EnrolledPeople people = SamplePerson.Enrolled("Anna", new float[] { 1 });
        return CopyingStream.Stages(options, people, LiveLineFactory.CreateKeeper(options, people, 256, Quick));
    }
}
