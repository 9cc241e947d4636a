using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Learning;
using IdmLive.App.People;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Personal;

namespace IdmLive.App.Tests.Learning;

/// <summary>With a tiny network on drawn pictures; most measurements are drawn, too, so that they come out as wanted.</summary>
public sealed class RefinementTests : IDisposable
{
    private static readonly IReadOnlyList<float[]> Embeddings = [[1, 0], [.6f, .8f]];
    private static readonly TrialFigures[] General = [.. Enumerable.Range(0, 24).Select(i => new TrialFigures(28 + (.1 * i), .5, .5 + (.01 * i)))];
    private static readonly TrialFigures[] Present = [.. General.Select(f => new TrialFigures(f.Psnr + 1, f.Perceptual - .1, f.Identity + .1))];

    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-learn-").FullName;
    private readonly PeopleStore _store;
    private readonly ModelPackage _package;
    private readonly EnrolledPerson _ann;
    private readonly List<string> _told = [];
    private readonly string _others;

    public RefinementTests()
    {
        _store = new(Path.Combine(_top, "people"));
        _package = LearnablePerson.Model(Path.Combine(_top, "model"));
        _ann = LearnablePerson.Enrol(_store, "Ann", Embeddings, _package);
        _others = Directory.CreateDirectory(Path.Combine(_top, "others")).FullName;
        File.WriteAllBytes(Path.Combine(_others, "other.png"), LearnablePerson.Picture(999));
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void What_is_better_takes_the_place_of_the_present_weights_and_nobody_is_recognised_differently()
    {
        LearnablePerson.Wait(_store, _ann, 0, 20);
        float[] before = Adapter.Read(_ann.AdapterPath!).Values.ToArray(), given = [];
        LearnResult result = Refinement((adapter, heldOut, present, _, _) =>
        {
            given = present!.Values.ToArray();
            Assert.NotEqual(before, adapter.Values.ToArray());
            return Trial(heldOut.Length, .02);
        }).Run("ann", default);
        Assert.True(result.Accepted, result.Reason);
        Assert.Equal(before, given);
        Assert.Equal(20, result.NewFrames);

        EnrolledPerson now = _store.Find("Ann")!;
        Assert.NotEqual(_ann.Folder, now.Folder);
        Assert.False(Directory.Exists(_ann.Folder));
        Assert.True(now.Record.Accepted);
        Assert.Equal(Embeddings, now.Record.Embeddings);
        Assert.Equal(_ann.Record.Crops, now.Record.Crops.Where(c => !c.IsLearned()));
        Assert.InRange(now.Record.Crops.Count(c => c.IsLearned() && !c.IsHeldOut), 8, 18);
        Assert.InRange(now.Record.Crops.Count(c => c.IsLearned() && c.IsHeldOut), 2, 8);
        Assert.All(now.Record.Crops, c => Assert.True(File.Exists(now.CropPath(c))));
        Assert.Equal(now.Record.Crops.Count(c => !c.IsHeldOut), result.Frames);
        Assert.Equal(now.Record.Crops.Count(c => c.IsHeldOut), result.HeldOut);
        Assert.Equal(4, Adapter.Read(now.AdapterPath!).Manifest.Rank);
        Assert.True(File.Exists(Path.Combine(now.Folder, "sheet.jpg")));
        Assert.Empty(LearnedFrames.Read(now));
        Assert.Equal(["ann"], Directory.GetFileSystemEntries(_store.Root).Select(Path.GetFileName));
        Assert.Equal((now.Record.Crops.Count(c => c.IsLearned()), 0), (PersonSummary.Of(new("Ann", now, null)).LearnedCrops, PersonSummary.Of(new("Ann", now, null)).WaitingCrops));
    }

    [Fact]
    public void What_is_worse_leaves_everything_as_it_was_and_is_not_tried_again_before_new_frames_came()
    {
        LearnablePerson.Wait(_store, _ann, 0, 10);
        byte[] before = File.ReadAllBytes(_ann.AdapterPath!);
        LearnResult result = Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, -.02)).Run("Ann", default);
        Assert.False(result.Accepted);
        Assert.Contains("identity", result.Reason, StringComparison.Ordinal);
        EnrolledPerson now = _store.Find("Ann")!;
        Assert.Equal(_ann.Folder, now.Folder);
        Assert.Equal(before, File.ReadAllBytes(now.AdapterPath!));
        Assert.Equal(_ann.Record.Crops, now.Record.Crops);
        Assert.Equal(10, LearnedFrames.Read(now).Count(c => c.IsTried));
        Assert.Equal(["ann"], Directory.GetFileSystemEntries(_store.Root).Select(Path.GetFileName));

        LearnablePerson.Wait(_store, _ann, 10, 7);
        result = Refinement((_, _, _, _, _) => throw new InvalidOperationException("measured nothing new")).Run("Ann", default);
        Assert.False(result.WasTried);
        Assert.Contains("7 new frames are there and 8 are needed", result.Reason, StringComparison.Ordinal);
        LearnablePerson.Wait(_store, _ann, 17, 1);
        Assert.True(Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, .02)).Run("Ann", default).Accepted);
    }

    [Fact]
    public void Interrupted_learning_goes_on_and_frames_that_came_meanwhile_wait_on()
    {
        LearnablePerson.Wait(_store, _ann, 0, 12);
        Assert.Throws<OperationCanceledException>(() => Refinement((_, _, _, _, _) => throw new OperationCanceledException()).Run("Ann", default));
        Assert.Equal(_ann.Folder, _store.Find("Ann")!.Folder);
        Assert.Empty(_store.Unfinished);
        LearnablePerson.Wait(_store, _ann, 50, 2);
        _told.Clear();
        LearnResult result = Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, .02)).Run("Ann", default);
        Assert.True(result.Accepted, result.Reason);
        Assert.Contains("going on", Assert.Single(_told), StringComparison.Ordinal);
        EnrolledPerson now = _store.Find("Ann")!;
        Assert.Equal(["learned-050.png", "learned-051.png"], LearnedFrames.Read(now).Select(c => c.File));
        Assert.DoesNotContain(now.Record.Crops, c => c.File.StartsWith("learned-05", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_held_out_once_is_never_learned_from()
    {
        LearnablePerson.Wait(_store, _ann, 0, 20);
        Assert.True(Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, .02)).Run("Ann", default).Accepted);
        EnrolledPerson first = _store.Find("Ann")!;
        LearnablePerson.Wait(_store, first, 20, 20);
        Assert.True(Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, .02)).Run("Ann", default).Accepted);
        PersonRecord second = _store.Find("Ann")!.Record;
        HashSet<string> heldOut = [.. first.Record.Crops.Where(c => c.IsHeldOut).Select(c => c.File)], learned = [.. first.Record.Crops.Where(c => !c.IsHeldOut).Select(c => c.File)];
        Assert.All(second.Crops.Where(c => heldOut.Contains(c.File)), c => Assert.True(c.IsHeldOut));
        Assert.All(second.Crops.Where(c => learned.Contains(c.File)), c => Assert.False(c.IsHeldOut));
        Assert.True(second.Crops.Count > first.Record.Crops.Count + 10);
    }

    [Fact]
    public void An_enrolment_that_was_begun_is_not_disturbed()
    {
        LearnablePerson.Wait(_store, _ann, 0, 10);
        using (PersonStage stage = _store.Begin("Ann"))
        {
            stage.WriteCrop("begun.png", [1]);
        }

        Refinement((_, heldOut, _, _, _) => Trial(heldOut.Length, .02)).Run("Ann", default);
        Assert.Equal("ann", Assert.Single(_store.Unfinished));
        using PersonStage again = _store.Begin("Ann");
        Assert.True(File.Exists(again.PathOf("crops/begun.png")));
    }

    [Fact]
    public void The_command_learns_measures_and_says_what_came_of_it()
    {
        LearnablePerson.Wait(_store, _ann, 0, 9);
        (int status, string output, string error) = Run("Ann", "--iterations", "1", "--threads", "1", "--json");
        JsonElement result = JsonDocument.Parse(output).RootElement;
        bool accepted = result.GetProperty("accepted").GetBoolean();
        Assert.True(status == (accepted ? ExitStatus.Done : ExitStatus.Partial), error);
        Assert.Equal(accepted, result.GetProperty("reason").ValueKind == JsonValueKind.Null);
        JsonElement figures = result.GetProperty("figures");
        Assert.Equal(0, figures.GetProperty("step psnr").GetProperty("mean").GetDouble(), .5);
        Assert.Equal(figures.GetProperty("general psnr").GetProperty("mean").GetDouble(), figures.GetProperty("present psnr").GetProperty("mean").GetDouble(), 6);
        Assert.Equal(accepted, _store.Find("Ann")!.Folder != _ann.Folder);

        (status, output, _) = Run("Ann", "--iterations", "1");
        Assert.Equal(ExitStatus.Done, status);
        Assert.Contains("nothing was learned: 0 new frames", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wishes_that_cannot_be_met_are_one_sentence()
    {
        Check("Nobody called Zoe", "Zoe");
        Check("--minutes is 0", "Ann", "--minutes", "0");
        string other = Path.Combine(_top, "people2");
        LearnablePerson.Wait(new(other), LearnablePerson.Enrol(new(other), "Ann", Embeddings), 0, 9);
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { PeopleCommand.Create() };
        Assert.Equal(
            ExitStatus.BadInput,
            CommandLine.Run(root, ["people", "learn", "Ann", "--people", other, "--model", Path.Combine(_top, "model")], new InvocationConfiguration { Output = output, Error = error }));
        Assert.Contains("--kept", Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(["ann"], Directory.GetFileSystemEntries(other).Select(Path.GetFileName));

        void Check(string part, params string[] arguments)
        {
            (int status, string nothing, string sentence) = Run(arguments);
            Assert.Equal((ExitStatus.BadInput, string.Empty), (status, nothing));
            Assert.Contains(part, Assert.Single(sentence.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    private static TrialResult Trial(int frames, double identity)
    {
        TrialFigures[] personal = [.. Present.Select(f => f with { Identity = f.Identity + identity })];
        return new(frames, General, General, personal, 1, Present);
    }

    private Refinement Refinement(TrialMeasure measure) =>
        new(new() { Iterations = 2, Threads = 1, Others = _others }, _package, _store, _told.Add, _ => { }, measure);

    private (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { PeopleCommand.Create() };
        int status = CommandLine.Run(
            root,
            ["people", "learn", .. arguments, "--people", _store.Root, "--model", Path.Combine(_top, "model"), "--others", _others],
            new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
