using System.CommandLine;
using System.Text.Json;
using IdmLive.App.People;
using IdmLive.App.Tests.Learning;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Tests.People;

public sealed class PeopleCommandTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-people-").FullName;
    private string? _answer;

    private string Root => Path.Combine(_top, "people");

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Nobody_is_a_sentence_and_no_failure()
    {
        (int status, string output, string error) = Run("list");
        Assert.Equal((ExitStatus.Done, ""), (status, output));
        Assert.Contains(Root, Assert.Single(Lines(error)), StringComparison.Ordinal);
        (status, output, _) = Run("list", "--json");
        Assert.Equal(0, status);
        Assert.Empty(JsonDocument.Parse(output).RootElement.GetProperty("people").EnumerateArray());
    }

    [Fact]
    public void List_shows_everybody_and_names_what_is_damaged_or_unfinished()
    {
        Enrol("Bob", accepted: false);
        Enrol("Ann");
        using (PersonStage stage = new PeopleStore(Root).Begin("Cora"))
        {
            stage.Write("x", [1]);
        }

        (int status, string output, string error) = Run("list");
        Assert.Equal(0, status);
        Assert.Equal(3, Lines(output).Length);
        Assert.Matches("^Ann +accepted +2026-03-04 +live +2 ", Lines(output)[1]);
        Assert.Matches("^Bob +not accepted ", Lines(output)[2]);
        Assert.Contains("cora", Assert.Single(Lines(error)), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(new PeopleStore(Root).Find("Bob")!.Folder, PersonRecord.FileName), "{");
        (status, output, error) = Run("list", "--json");
        Assert.Equal(ExitStatus.BadInput, status);
        JsonElement list = JsonDocument.Parse(Assert.Single(Lines(output))).RootElement;
        Assert.Equal("cora", Assert.Single(list.GetProperty("unfinished").EnumerateArray()).GetString());
        Assert.Equal(["Ann accepted", "bob damaged"], list.GetProperty("people").EnumerateArray().Select(p => $"{p.GetProperty("name").GetString()} {p.GetProperty("status").GetString()}"));
        Assert.Contains(PersonRecord.FileName, Assert.Single(Lines(error)), StringComparison.Ordinal);
        Assert.Equal(ExitStatus.BadInput, Run("show", "Bob").Status);
    }

    [Fact]
    public void Show_tells_everything_but_pictures_and_embeddings()
    {
        Enrol("Ann");
        (int status, string output, _) = Run("show", "ann");
        Assert.Equal(0, status);
        Assert.All(["accepted", "2026-03-04", new string('a', 64), "250 looked at, 1 kept to train on, 1 to measure by", "30.2 (30 to 30.5, 26 crops)"],
            text => Assert.Contains(text, output, StringComparison.Ordinal));
        (_, output, _) = Run("show", "ann", "--json");
        JsonElement person = JsonDocument.Parse(Assert.Single(Lines(output))).RootElement;
        Assert.Equal(2, person.GetProperty("embeddings").GetInt32());
        Assert.Equal(30.2, person.GetProperty("figures").GetProperty("personal psnr").GetProperty("mean").GetDouble());
        Assert.Equal(7, person.GetProperty("weightBytes").GetInt64());
    }

    [Theory]
    [InlineData("show", "Zoe")]
    [InlineData("remove", "Zoe", "--yes")]
    [InlineData("export", "Zoe", "--output", "z.zip")]
    public void An_unknown_person_is_a_sentence_that_names_the_known(params string[] arguments)
    {
        Enrol("Ann");
        (int status, string output, string error) = Run(arguments);
        Assert.Equal((ExitStatus.BadInput, ""), (status, output));
        Assert.Contains("Zoe", Assert.Single(Lines(error)), StringComparison.Ordinal);
        Assert.Contains("there is Ann", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "--yes")]
    [InlineData("n", "was not removed")]
    [InlineData("", "was not removed")]
    public void Remove_asks_where_somebody_can_answer_and_refuses_where_not(string? answer, string expected)
    {
        Enrol("Ann");
        _answer = answer;
        (int status, _, string error) = Run("remove", "Ann");
        Assert.Equal(ExitStatus.BadInput, status);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.NotNull(new PeopleStore(Root).Find("Ann"));
    }

    [Theory]
    [InlineData("y")]
    [InlineData(" YES ")]
    [InlineData(null, "--yes")]
    public void Remove_deletes_on_a_yes(string? answer, params string[] more)
    {
        Enrol("Ann");
        _answer = answer;
        Assert.Equal(0, Run(["remove", "ann", .. more]).Status);
        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    [Fact]
    public void Export_writes_a_file_once_unless_forced()
    {
        Enrol("Ann");
        string zip = Path.Combine(_top, "ann.zip");
        Assert.Equal(0, Run("export", "Ann", "--output", zip).Status);
        long bare = new FileInfo(zip).Length;
        (int status, _, string error) = Run("export", "Ann", "-o", zip, "--with-crops");
        Assert.Equal(ExitStatus.OutputFailed, status);
        Assert.Contains("--force", Assert.Single(Lines(error)), StringComparison.Ordinal);
        Assert.Equal(0, Run("export", "Ann", "-o", zip, "--with-crops", "--force").Status);
        Assert.True(new FileInfo(zip).Length > bare);
        Assert.Equal(ExitStatus.BadInput, Run("export", "Ann", "-o", Path.Combine(_top, "ann.tar")).Status);
        Assert.Equal(ExitStatus.OutputFailed, Run("export", "Ann", "-o", Path.Combine(_top, "nowhere", "ann.zip")).Status);
    }

    [Theory]
    [InlineData("show", "../ann")]
    [InlineData("remove", "a/b", "--yes")]
    [InlineData("show")]
    [InlineData("lost")]
    [InlineData("export", "Ann")]
    public void Wrong_names_and_command_lines_are_one_sentence(params string[] arguments)
    {
        (int status, string output, string error) = Run(arguments);
        Assert.Equal((ExitStatus.BadInput, ""), (status, output));
        Assert.StartsWith("idmlive people", Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { PeopleCommand.Create(() => _answer is null ? null : new StringReader(_answer)) };
        string[] folder = arguments[0] is "list" or "show" or "remove" or "export" ? ["--people", Root] : [];
        int status = CommandLine.Run(root, ["people", .. arguments, .. folder], new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }

    private void Enrol(string name, bool accepted = true)
    {
        PeopleStore store = new(Root);
        using PersonStage stage = store.Begin(name);
        PersonCrop[] crops = [.. Enumerable.Range(0, 2).Select(i => new PersonCrop { File = $"{i}.png", Source = "clip.mp4", Seconds = i, IsHeldOut = i == 1, Facts = LearnablePerson.Facts })];
        Array.ForEach(crops, c => stage.WriteCrop(c.File, new byte[1000]));
        stage.Write("adapter.safetensors", "weights"u8);
        DateTimeOffset day = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        stage.Save(new()
        {
            Name = name,
            Created = day,
            Consent = day,
            Model = new("live", new string('a', 64)),
            Source = new(250, 2),
            Embeddings = [[1, 0], [0, 1]],
            Crops = crops,
            Figures = new Dictionary<string, ConfidenceInterval> { ["personal psnr"] = new(30.2, 30, 30.5, 26) },
            AdapterFile = "adapter.safetensors",
            Accepted = accepted,
        });
        store.Commit(stage);
    }
}
