using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Demo;
using IdmLive.App.Live;
using IdmLive.Pipeline.Live;

namespace IdmLive.App.Tests.People;

public sealed class LivePeopleCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-people-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_report_says_who_was_matched_and_why()
    {
        JsonElement person = Assert.Single(People("--person", "Anna"));
        Assert.Equal("Anna", person.GetProperty("name").GetString());
        Assert.Equal("assumed, last look agrees", person.GetProperty("reason").GetString());
        Assert.InRange(person.GetProperty("score").GetDouble(), .5, 1);
        Assert.Equal(person.GetProperty("frames").GetInt64(), person.GetProperty("personalFrames").GetInt64());

        person = Assert.Single(People());
        Assert.Equal("Anna", person.GetProperty("name").GetString());
        Assert.StartsWith("recognised", person.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.InRange(person.GetProperty("frames").GetInt64() - person.GetProperty("personalFrames").GetInt64(), 1, 4);

        person = Assert.Single(People("--person", "Otto"));
        Assert.Equal(JsonValueKind.Null, person.TryGetProperty("name", out JsonElement name) ? name.ValueKind : JsonValueKind.Null);
        Assert.Equal(0, person.GetProperty("personalFrames").GetInt64());
    }

    [Fact]
    public void Without_people_the_report_has_none()
    {
        (int status, string output, string error) = Run("--no-people", "--seconds", ".5", "--source", "synthetic:320x180@30", "--sink", "null", "--json", "--quiet", "--threads", "1");
        Assert.True(status == 0, error);
        Assert.False(JsonDocument.Parse(output).RootElement.TryGetProperty("people", out _));
    }

    [Theory]
    [InlineData("enrolled are Anna, Otto", "--person", "Carla")]
    [InlineData("leave one out", "--person", "Anna", "--no-people")]
    [InlineData("is no folder", "--people", "/nowhere")]
    public void What_cannot_be_is_one_sentence_and_status_one(string part, params string[] arguments)
    {
        (int status, string output, string error) = Run(["--source", "synthetic", "--sink", "null", .. arguments]);
        Assert.Equal(1, status);
        Assert.Empty(output);
        Assert.Contains(part, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_line_names_who_is_recognised_with_the_score()
    {
        string line = LiveStatus.Line(new() { Faces = 3, RungReason = "", People = [new(1, "Anna", .712, "drawn"), new(2, null, .1, "drawn"), new(3, "Ben", null, "assumed")] });
        Assert.Contains("3 faces: Anna 0.71, Ben  strength", line, StringComparison.Ordinal);
    }

    private JsonElement[] People(params string[] arguments)
    {
        string clip = SampleFiles.Extract(SampleFiles.Clean, _folder);
        (int status, string output, string error) = Run(["--source", $"file:{clip}", "--sink", "null", "--fast", "--json", "--quiet", "--threads", "2", .. arguments]);
        Assert.True(status == 0, error);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("people").EnumerateArray()];
    }

    private static (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { LiveCommand.Create(Stages) };
        int status = CommandLine.Run(root, ["live", .. arguments], new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }

    /// <summary>The program's own stages where one is assumed or nothing is restored; else stages that copy, which take less time.</summary>
    private static LiveStages Stages(LiveOptions options)
    {
        if (options.People.Person is "Anna" or "Carla" || !options.Fast)
        {
            return LiveLineFactory.CreateStages(options, (model, _) => SamplePerson.Enrolled("Anna", model.Parameters));
        }

        return CopyingStream.Stages(options, SamplePerson.Enrolled("Anna", new float[] { 1 }));
    }
}
