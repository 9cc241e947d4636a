using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Tests.Capture;
using IdmLive.Pipeline.Tests.People;
using IdmLive.Pipeline.Tests.Session;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class LivePeopleTests
{
    private static readonly LiveSessionOptions Options = new() { Delivery = DeliveryPolicy.Lossless, Ladder = new() { Budget = TimeSpan.FromSeconds(30), Sizes = [32, 16] } };

    [Fact]
    public void Each_face_reaches_the_restorer_with_its_name_and_the_report_says_who_was_who_and_why()
    {
        TrackNumberMatcher matcher = new();
        NamingRestorer restorer = new();
        LiveReport report;
        using (LiveStages stages = new(new SyntheticExtractor(), restorer, 4, people: matcher))
        {
            LiveSession session = new(new ScriptedSource(new ScriptedSource.Opening(30)), stages, [new RecordingSink()], Options, new ManualTime());
            report = session.RunSingleThreaded();
            stages.Reset();
        }

        Assert.True(matcher.IsDisposed);
        Assert.Single(matcher.Restarts);
        Assert.NotEmpty(restorer.Names);
        Assert.All(restorer.Names, n => Assert.Equal(n.Track == 1 ? "Anna" : null, n.Person));
        TrackPerson anna = report.People[0], other = report.People[1];
        Assert.Equal((1, "Anna", .7, "drawn"), (anna.Track, anna.Name, anna.Score, anna.Reason));
        Assert.Equal(restorer.Names.Count(n => n.Track == 1), anna.Frames);
        Assert.Equal(anna.Frames, anna.PersonalFrames);
        Assert.Equal((2, null, 0), (other.Track, other.Name, other.PersonalFrames));
    }

    [Fact]
    public void Without_a_matcher_there_is_nothing_to_say_about_people()
    {
        using LiveStages stages = new(new SyntheticExtractor(), new NamingRestorer(), 4);
        LiveReport report = new LiveSession(new ScriptedSource(new ScriptedSource.Opening(6)), stages, [new RecordingSink()], Options, new ManualTime()).RunSingleThreaded();
        Assert.Equal(6, report.Last.Frames);
        Assert.Empty(report.People);
        Assert.Empty(report.Last.People);
    }

    [Fact]
    public void Memory_of_tracks_does_not_grow_with_a_long_run()
    {
        PeopleRecord record = new();
        for (int track = 1; track <= 500; track++)
        {
            record.Add([new(track, track % 2 == 0 ? "Anna" : null, .5, "drawn")]);
        }

        Assert.Equal(64, record.Tracks.Count);
        Assert.Equal(500, record.Tracks[^1].Track);
    }

    /// <summary>Notes tracks and names.</summary>
    private sealed class NamingRestorer : IStreamRestorer
    {
        public List<(int Track, string? Person)> Names { get; } = [];

        public int CropSize => 32;

        public string ModelName => "naming";

        public IReadOnlyList<int> Sizes => [32, 16];

        public TimeSpan NetworkTime => TimeSpan.Zero;

        public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
        {
            for (int i = 0; i < faces.Count; i++)
            {
                Names.Add((faces[i].TrackId, faces[i].Person));
                faces[i].Crop.CopyTo(faces[i].Restored);
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
