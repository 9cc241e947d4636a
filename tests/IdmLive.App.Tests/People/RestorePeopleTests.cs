using System.Text;
using IdmLive.App.Demo;
using IdmLive.App.Restoring;
using IdmLive.App.Tests.Restoring;
using IdmLive.Diffusion.Models;
using OpenCvSharp;

namespace IdmLive.App.Tests.People;

public sealed class RestorePeopleTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void A_run_resumed_amid_recognised_faces_gives_the_same_bits_and_no_file_holds_the_name()
    {
        string input = SampleFiles.Extract(SampleFiles.Clean, _clips.Root), whole = _clips.At("whole.mp4"), twice = _clips.At("twice.mp4");
        string[] more = ["--segment", "0.8", "--quiet"];
        NamingRestorer once = new(), stopping = new(calls: 43), resuming = new();
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(once, [input, "-o", whole, .. more]).Status);

        // One look is sure: from the first frame on, in each segment.
        Assert.All(once.Names, n => Assert.Equal("Anna", n));
        Assert.Equal(ExitStatus.Unexpected, RestoreCommandLine.Run(stopping, [input, "-o", twice, .. more]).Status);
        string[] left = [.. Directory.EnumerateFiles(_clips.Root, "*partial*")];
        Assert.NotEmpty(left);
        Assert.All(left, f => Assert.DoesNotContain("Anna", Encoding.Latin1.GetString(File.ReadAllBytes(f)), StringComparison.Ordinal));
        RestoreOutcome resumed = RestoreCommandLine.Run(resuming, [input, "-o", twice, .. more, "--resume", "--json"]);
        Assert.True(resumed.Status == ExitStatus.Done, resumed.Error);
        Assert.True(resuming.Names.Count < once.Names.Count);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(twice));
        Assert.DoesNotContain("Anna", resumed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", Encoding.Latin1.GetString(File.ReadAllBytes(twice)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_not_resumed_with_other_people()
    {
        string input = SampleFiles.Extract(SampleFiles.Clean, _clips.Root), output = _clips.At("out.mp4");
        string[] more = ["--segment", "0.8", "--quiet"];
        RestoreCommandLine.Run(new NamingRestorer(calls: 43), [input, "-o", output, .. more]);
        RestoreOutcome other = RestoreCommandLine.Run(new NamingRestorer(), [input, "-o", output, .. more, "--resume", "--no-people"]);
        Assert.Equal(ExitStatus.BadInput, other.Status);
        Assert.Matches("enrolled people was [0-9a-f]{16} and is not given now", other.OneSentence);
    }

    [Theory]
    [InlineData("Anna", "")]
    [InlineData("-", "--no-people")]
    [InlineData("Anna", "--person", "Anna")]
    [InlineData("-", "--person", "Otto")]
    [InlineData("Otto", "--person", "Otto", "--unguarded")]
    public void A_picture_is_recognised_at_one_look_and_another_person_is_not_forced_on_it(string name, params string[] people)
    {
        NamingRestorer restorer = new();
        string input = SamplePerson.Picture(_clips.Root);
        RestoreOutcome outcome = RestoreCommandLine.Run(restorer, [input, "-o", _clips.At("out.png"), "-q", .. people.Where(p => p.Length > 0)]);
        Assert.True(outcome.Status == ExitStatus.Done, outcome.Error);
        Assert.Equal([name], restorer.Names.Select(n => n ?? "-"));
    }

    [Fact]
    public void Unknown_people_are_refused_in_one_sentence_before_the_work()
    {
        string input = SamplePerson.Picture(_clips.Root);
        RestoreOutcome outcome = RestoreCommandLine.Run(new NamingRestorer(), input, "-o", _clips.At("out.png"), "--person", "Carla");
        Assert.Equal(ExitStatus.BadInput, outcome.Status);
        Assert.Contains("enrolled are Anna, Otto", outcome.OneSentence, StringComparison.Ordinal);
        outcome = RestoreCommandLine.Run(new NamingRestorer(), input, "-o", _clips.At("out.png"), "--unguarded");
        Assert.Contains("--unguarded goes with --person", outcome.OneSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_a_person_reach_the_models_network_and_without_anybody_the_bits_are_the_models()
    {
        string input = SamplePerson.Picture(_clips.Root);
        List<string?> folders = [];
        RestorerFactory enrolled = new((ModelPackage model, string? folder) =>
        {
            folders.Add(folder);
            float[] own = model.Parameters.ToArray();
            for (int i = 0; i < own.Length; i++)
            {
                own[i] *= .9f;
            }

            return SamplePerson.Enrolled("Anna", own);
        });
        byte[] general = Restored("general.png", new RestorerFactory());
        Assert.Equal(general, Restored("nobody.png", enrolled, "--no-people"));
        Assert.Empty(folders);
        Assert.Equal(general, Restored("guarded.png", enrolled, "--person", "Otto"));
        Assert.NotEqual(general, Restored("anna.png", enrolled, "--people", _clips.Root));
        Assert.Equal([null, _clips.Root], folders);

        byte[] Restored(string name, RestorerFactory factory, params string[] people)
        {
            RestoreOutcome outcome = RestoreCommandLine.Run(factory, [input, "-o", _clips.At(name), "-q", .. people]);
            Assert.True(outcome.Status == ExitStatus.Done, outcome.Error);
            using Mat picture = Cv2.ImRead(_clips.At(name), ImreadModes.Unchanged);
            return picture.AsSpan<byte>().ToArray();
        }
    }
}
