using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Demo;
using IdmLive.App.Enrol;
using IdmLive.Diffusion.Adapters;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.App.Tests.Enrol;

public sealed class EnrolCommandTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-enrol-").FullName;
    private string? _answer;

    private string Root => Path.Combine(_top, "people");

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Person_is_enrolled_from_a_clip_measured_and_learned_once_more_from_what_was_kept()
    {
        string clip = SampleFiles.Extract(SampleFiles.Clean, _top);
        (int status, string output, string error) = Run("Ann", "--video", clip, "--consent", "--iterations", "3", "--threads", "2", "--json");
        JsonElement result = JsonDocument.Parse(output).RootElement;
        bool accepted = result.GetProperty("accepted").GetBoolean();
        Assert.Equal(accepted ? ExitStatus.Done : ExitStatus.Partial, status);
        Assert.Equal(3, result.GetProperty("iterations").GetInt32());
        Assert.Contains("held out", error, StringComparison.Ordinal);
        Assert.Equal(accepted, !error.Contains("--kept --minutes", StringComparison.Ordinal));

        EnrolledPerson ann = new PeopleStore(Root).Find("ann")!;
        Assert.Equal(accepted, ann.Record.Accepted);
        Assert.Equal(accepted, ann.AdapterPath is not null);
        Assert.Equal(result.GetProperty("frames").GetInt32(), ann.Record.Crops.Count(c => !c.IsHeldOut));
        Assert.Equal(result.GetProperty("heldOut").GetInt32(), ann.Record.Crops.Count(c => c.IsHeldOut));
        Assert.All(ann.Record.Crops, c => Assert.True(File.Exists(ann.CropPath(c))));
        Assert.True(ann.Record.Figures["general identity"].Mean > ann.Record.Figures["input identity"].Mean, "the general model did nothing for the person");
        using (Mat sheet = Cv2.ImRead(Path.Combine(ann.Folder, "sheet.jpg")))
        {
            Assert.True(sheet.Width > 1000 && sheet.Height > 1000, $"{sheet.Width}x{sheet.Height}");
        }

        (status, output, error) = Run("Ann", "--kept", "--iterations", "2", "--threads", "2", "--json");
        Assert.True(status is ExitStatus.Done or ExitStatus.Partial, error);
        Assert.Equal(result.GetProperty("frames").GetInt32(), JsonDocument.Parse(output).RootElement.GetProperty("frames").GetInt32());
        Assert.Empty(new PeopleStore(Root).Unfinished);

        // What was measured fits the weights that are used.
        EnrolledPerson now = new PeopleStore(Root).Find("ann")!;
        Assert.True(now.AdapterPath is null || Adapter.Read(now.AdapterPath).Manifest.ModelSha256 == now.Record.Model.Sha256);
    }

    [Theory]
    [InlineData("There is nothing to learn Ann from", "Ann", "--consent")]
    [InlineData("There are several things to learn Ann from", "Ann", "--photos", "x", "--kept", "--consent")]
    [InlineData("--minutes is 0", "Ann", "--kept", "--minutes", "0")]
    [InlineData("--seconds is 2", "Ann", "--camera", "0", "--seconds", "2", "--consent")]
    [InlineData("Nobody is enrolled as Ann", "Ann", "--kept")]
    [InlineData("Nobody can be asked whether Ann consents", "Ann", "--photos", "x")]
    public void Wish_that_cannot_be_met_is_one_sentence(string sentence, params string[] arguments)
    {
        (int status, string output, string error) = Run(arguments);
        Assert.Equal((ExitStatus.BadInput, string.Empty), (status, output));
        Assert.Contains(sentence, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(new PeopleStore(Root).Unfinished);
    }

    [Fact]
    public void Who_does_not_consent_is_not_enrolled()
    {
        _answer = "no";
        (int status, _, string error) = Run("Ann", "--photos", _top);
        Assert.Equal(ExitStatus.BadInput, status);
        Assert.Contains("[y/N]", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Root));
    }

    [Fact]
    public void Pictures_without_a_face_are_refused_with_what_to_do()
    {
        string photos = Directory.CreateDirectory(Path.Combine(_top, "photos")).FullName;
        using Mat drawing = new(400, 400, MatType.CV_8UC3, Scalar.All(255));
        Cv2.Circle(drawing, 200, 200, 120, new Scalar(0, 200, 255), -1);
        Cv2.ImWrite(Path.Combine(photos, "cartoon.png"), drawing);
        (int status, _, string error) = Run("Ann", "--photos", photos, "--consent");
        Assert.Equal(ExitStatus.BadInput, status);
        Assert.Contains("No face was found", error, StringComparison.Ordinal);
        Assert.Null(new PeopleStore(Root).Find("Ann"));
        Assert.Empty(new PeopleStore(Root).Unfinished);
    }

    private (int Status, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        RootCommand root = new() { EnrolCommand.Create(() => _answer is null ? null : new StringReader(_answer)) };
        int status = CommandLine.Run(root, ["enrol", .. arguments, "--people", Root], new() { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
