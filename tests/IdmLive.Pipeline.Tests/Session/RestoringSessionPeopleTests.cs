using System.Collections.Concurrent;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;
using IdmLive.Pipeline.Tests.People;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Session;

public sealed class RestoringSessionPeopleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Each_face_reaches_the_restorer_with_the_name_it_was_given(int lanes)
    {
        TrackNumberMatcher matcher = new();
        NamingRestorer restorer = new();
        SyntheticExtractor extractor = new();
        using MemorySink sink = new();
        RestoringSession session = new(new SyntheticSource(60), extractor, restorer, sink, new() { Seed = 3, DetectionInterval = 20 });
        session.Recognise(matcher);
        for (int i = 0; i < lanes; i++)
        {
            session.AddLane(restorer);
        }

        session.Run();
        Assert.Equal(60, matcher.Frames);
        Assert.Equal([0, 20, 40], matcher.Restarts);

        // Frames have their number modulo 3 faces.
        Assert.Equal(40, restorer.Names.Count(n => n == (TrackSeed.Of(3, 1), "Anna")));
        Assert.Equal(20, restorer.Names.Count(n => n == (TrackSeed.Of(3, 2), null)));
        Assert.Equal(60, restorer.Names.Count);
    }

    [Fact]
    public void Without_a_matcher_nobody_has_a_name()
    {
        NamingRestorer restorer = new();
        using MemorySink sink = new();
        new RestoringSession(new SyntheticSource(30), new SyntheticExtractor(), restorer, sink, new() { Seed = 3 }).Run();
        Assert.Equal(30, restorer.Names.Count);
        Assert.All(restorer.Names, n => Assert.Null(n.Person));
    }

    /// <summary>Notes seeds and names.</summary>
    private sealed class NamingRestorer : IFaceRestorer
    {
        public ConcurrentQueue<(long Seed, string? Person)> Names { get; } = [];

        public int CropSize => 8;

        public string ModelName => "naming";

        public int Steps => 1;

        public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
        {
            for (int i = 0; i < crops.Count; i++)
            {
                Names.Enqueue((crops[i].NoiseSeed, crops[i].Person));
                crops[i].Pixels.CopyTo(restored[i]);
            }
        }

        public void Dispose()
        {
        }
    }
}
