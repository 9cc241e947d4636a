using IdmLive.App.Learning;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Tests.Learning;

/// <summary>What happens after the end of a line that kept frames.</summary>
public sealed class LiveLearningTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-learn-").FullName;
    private readonly PeopleStore _store;
    private readonly EnrolledPerson _ann;

    public LiveLearningTests()
    {
        _store = new(Path.Combine(_top, "people"));
        ModelPackage package = LearnablePerson.Model(Path.Combine(_top, "model"));
        _ann = LearnablePerson.Enrol(_store, "Ann", [[1, 0]], package);
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void It_says_what_it_does_how_to_leave_it_and_what_came_of_it_and_names_nobody()
    {
        LearnablePerson.Wait(_store, _ann, 0, 9);
        string[] told = Run(.01, "Ann");
        Assert.Contains("Ctrl-C leaves it and loses nothing", told[0], StringComparison.Ordinal);
        Assert.Contains("0.01 min", told[0], StringComparison.Ordinal);
        Assert.Matches("the personal model (learned from 9 new frames|stays as it was)", told[^1]);
        Assert.DoesNotContain(told, t => t.Contains("Ann", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["ann"], Directory.GetFileSystemEntries(_store.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Where_no_learning_is_wanted_or_too_little_is_there_frames_wait()
    {
        LearnablePerson.Wait(_store, _ann, 0, 7);
        Assert.Contains("until there are 8", Assert.Single(Run(1, "Ann")), StringComparison.Ordinal);
        LearnablePerson.Wait(_store, _ann, 7, 1);
        Assert.Contains("wait for `idmlive people learn`", Assert.Single(Run(0, "Ann")), StringComparison.Ordinal);
        Assert.Empty(Run(1));
        Assert.Equal(8, LearnedFrames.Read(_store.Find("Ann")!).Count);
    }

    [Fact]
    public void A_person_that_another_program_has_is_a_sentence()
    {
        LearnablePerson.Wait(_store, _ann, 0, 9);
        using PersonStage held = _store.Begin("Ann");
        Assert.Contains("nothing was learned", Run(1, "Ann")[^1], StringComparison.Ordinal);
    }

    private string[] Run(double minutes, params string[] names)
    {
        using StringWriter error = new();
        LiveLearning.Run(
            new() { KeepLearning = true, LearnMinutes = minutes, Model = Path.Combine(_top, "model"), People = new() { Folder = _store.Root }, Threads = 1 }, names, error, isTerminal: false);
        return error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
