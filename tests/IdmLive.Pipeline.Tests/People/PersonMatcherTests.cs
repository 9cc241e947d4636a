using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Session;
using IdmLive.Pipeline.Tests.Capture;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

public sealed class PersonMatcherTests : IDisposable
{
    private static readonly PersonMatcherOptions Options = new() { EnterScore = .5, LeaveScore = .35 };
    private readonly FrameFaces _faces = new(DrawnPeople.CropSize);
    private readonly ManualTime _time = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_score_is_the_mean_of_the_nearest_embeddings()
    {
        FaceGallery gallery = new([new("Anna", [[1, 0], [.8f, .6f], [0, 1], [-1, 0]])], nearest: 2);
        Assert.Equal(.9, Assert.Single(gallery.Score([2, 0])).Score, 6);
        Assert.Equal(.7, Assert.Single(new FaceGallery([new("Anna", [[.6f, .8f], [.8f, .6f]])], nearest: 5).Score([1, 0])).Score, 6);
    }

    [Fact]
    public void People_without_embeddings_and_twice_the_same_name_are_refused()
    {
        Assert.Contains("Carla", Assert.Throws<ArgumentException>(() => new FaceGallery([new("Carla", [])])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new FaceGallery([new("Carla", [[1]]), new("Carla", [[1]])])).Message, StringComparison.Ordinal);
        Assert.Contains("Ben", Assert.Throws<ArgumentException>(() => new FaceGallery([new("Anna", [[1, 0]]), new("Ben", [[1]])])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Offline_the_same_frames_give_the_same_names_from_any_restart_on()
    {
        (int, Scalar)[][] frames = [.. Enumerable.Range(0, 40).Select(i => i < 25
            ? new[] { (1, DrawnPeople.Anna), (2, DrawnPeople.Ben) } : [(1, DrawnPeople.Stranger), (2, DrawnPeople.Ben), (3, DrawnPeople.Anna)])];
        string[] whole = Run(0), resumed = Run(20);
        Assert.Equal(whole[20..], resumed);
        Assert.Equal("-,-", whole[0]);
        Assert.Equal("Anna,Ben", whole[2]);
        Assert.Equal("Anna,Ben", whole[24]);
        Assert.Equal("-,Ben,Anna", whole[39]);

        string[] Run(int from)
        {
            using OfflinePersonMatcher matcher = new(DrawnPeople.Known, Options, DrawnPeople.Embed);
            return [.. frames.Select((frame, i) => (frame, i)).Skip(from).Select(f =>
            {
                if (f.i % 20 == 0)
                {
                    matcher.Restart();
                }

                DrawnPeople.Show(_faces, f.frame);
                _faces.Recognise(matcher);
                return string.Join(',', _faces.Tracked.Select((_, n) => _faces.Person(n) ?? "-"));
            })];
        }
    }

    [Fact]
    public void A_picture_is_decided_by_one_look_where_it_is_sure()
    {
        using OfflinePersonMatcher matcher = new(DrawnPeople.Known, Options with { SureScore = .6 }, DrawnPeople.Embed);
        DrawnPeople.Show(_faces, (1, DrawnPeople.Stranger), (2, DrawnPeople.Ben));
        Assert.Equal(["-", "Ben"], matcher.Match(_faces).Select(m => m.Name ?? "-"));
    }

    [Fact]
    public void Offline_the_embedder_is_called_at_few_frames_of_a_track_that_is_known()
    {
        int looks = 0;
        using OfflinePersonMatcher matcher = new(DrawnPeople.Known, Options with { LookEvery = 10 }, crop =>
        {
            looks++;
            return DrawnPeople.Embed(crop);
        });
        for (int i = 0; i < 43; i++)
        {
            DrawnPeople.Show(_faces, (1, DrawnPeople.Anna));
            matcher.Match(_faces);
        }

        Assert.Equal(3 + 4, looks);
    }

    [Fact]
    public void Live_the_line_does_not_wait_and_the_name_comes_when_the_looks_are_done()
    {
        using ManualResetEventSlim mayLook = new();
        using LivePersonMatcher matcher = new(DrawnPeople.Known, Options, crop =>
        {
            mayLook.Wait(TimeSpan.FromSeconds(30));
            return DrawnPeople.Embed(crop);
        }, _time);
        (int, Scalar)[] people = [(1, DrawnPeople.Ben), (2, DrawnPeople.Stranger)];
        for (int i = 0; i < 50; i++)
        {
            // The embedder hangs; frames go on.
            Assert.Equal(["-", "-"], Frame(matcher, people));
        }

        mayLook.Set();
        Assert.True(SpinWait.SpinUntil(() => Frame(matcher, people)[0] == "Ben", 20_000));
        Assert.Equal("-", Frame(matcher, people)[1]);

        // Somebody else sits down.
        Assert.True(SpinWait.SpinUntil(() => Frame(matcher, (1, DrawnPeople.Anna))[0] == "Anna", 20_000));
    }

    [Fact]
    public void Live_what_was_looked_at_before_a_cut_decides_nothing_after_it()
    {
        using ManualResetEventSlim mayLook = new();
        using LivePersonMatcher matcher = new(DrawnPeople.Known, Options with { AgreeingLooks = 1 }, crop =>
        {
            mayLook.Wait(TimeSpan.FromSeconds(30));
            return DrawnPeople.Embed(crop);
        }, _time);
        Frame(matcher, (1, DrawnPeople.Anna));
        matcher.Restart();
        mayLook.Set();
        for (int i = 0; i < 300; i++)
        {
            string name = Frame(matcher, (1, DrawnPeople.Ben))[0];
            Assert.NotEqual("Anna", name);
            if (name == "Ben")
            {
                return;
            }

            Thread.Yield();
        }

        Assert.True(SpinWait.SpinUntil(() => Frame(matcher, (1, DrawnPeople.Ben))[0] == "Ben", 20_000));
    }

    [Fact]
    public void Live_an_embedder_that_fails_makes_everybody_unknown_and_says_why()
    {
        using LivePersonMatcher matcher = new(DrawnPeople.Known, Options with { Forced = "Anna" }, _ => throw new InvalidOperationException("no memory for it"), _time);
        DrawnPeople.Show(_faces, (1, DrawnPeople.Anna));
        Assert.True(SpinWait.SpinUntil(() => matcher.Match(_faces)[0] is { Name: null, Reason: "nobody can be recognised: no memory for it" }, 20_000));
    }

    private string[] Frame(IPersonMatcher matcher, params (int Track, Scalar Colour)[] people)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        DrawnPeople.Show(_faces, people);
        return [.. matcher.Match(_faces).Select(m => m.Name ?? "-")];
    }
}
