using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.Tests.Session;

public sealed class RestoringSessionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_frame_passes_in_order_and_the_report_counts_faces(bool singleThread)
    {
        (MemorySink sink, RestoringReport report, _) = Run(new() { SingleThread = singleThread });
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), sink.Sequences);
        Assert.Equal(1000, sink.CompletedAt);
        Assert.False(sink.Interrupted || report.Interrupted);
        Assert.Equal((100, 66, 99), (report.Frames, report.FramesWithFace, report.Faces));
        Assert.True(report.P50Milliseconds <= report.P95Milliseconds && report.FramesPerSecond > 0);
    }

    [Fact]
    public void Threads_change_no_bit_and_only_the_calling_thread_restores()
    {
        (MemorySink one, _, _) = Run(new() { SingleThread = true, Seed = 3 });
        (MemorySink three, _, SyntheticRestorer restorer) = Run(new() { Seed = 3, QueueDepth = 1 });
        Assert.All(one.Frames.Zip(three.Frames), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second)));
        Assert.Equal([Environment.CurrentManagedThreadId], restorer.Threads);
        (MemorySink other, _, _) = Run(new() { Seed = 4 });
        Assert.Contains(one.Frames.Zip(other.Frames), pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    [Fact]
    public void Added_lanes_share_the_frames_and_change_neither_order_nor_bits()
    {
        (MemorySink one, RestoringReport expected, _) = Run(new() { SingleThread = true, Seed = 3 });
        using MemorySink sink = new();
        SyntheticRestorer first = new(), second = new(), third = new();
        RestoringSession session = new(new SyntheticSource(100), new SyntheticExtractor(), first, sink, new() { Seed = 3 });
        session.AddLane(second);
        session.AddLane(third);
        RestoringReport report = session.Run();
        Assert.Equal(one.Sequences, sink.Sequences);
        Assert.All(one.Frames.Zip(sink.Frames), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second)));
        Assert.Equal((expected.Frames, expected.FramesWithFace, expected.Faces), (report.Frames, report.FramesWithFace, report.Faces));
        Assert.All((SyntheticRestorer[])[first, second, third], lane => Assert.True(lane.Threads.Count <= 1));
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, second.Threads.Concat(third.Threads));
    }

    [Fact]
    public void The_noise_of_a_track_stays_the_same_and_differs_between_tracks_and_runs()
    {
        (_, _, SyntheticRestorer restorer) = Run(new() { Seed = 3 });
        Assert.Equal(2, restorer.Seeds.Count);
        long[] seeds = [.. from seed in Enumerable.Range(-20, 40) from track in Enumerable.Range(1, 40) select TrackSeed.Of(seed, track)];
        Assert.True(seeds.Distinct().Count() > 0.97 * seeds.Length);
        Assert.Equal(40, Enumerable.Range(1, 40).Select(track => TrackSeed.Of(1, track)).Distinct().Count());
    }

    [Fact]
    public void A_fixed_number_of_buffers_serves_any_number_of_frames()
    {
        (MemorySink sink, _, _) = Run(new() { QueueDepth = 2 }, frames: 400);
        Assert.InRange(sink.Buffers.Count, 1, 7);
    }

    [Fact]
    public void Strength_zero_leaves_every_frame_as_it_is_and_needs_no_restorer()
    {
        using MemorySink sink = new();
        new RestoringSession(new SyntheticSource(20), new SyntheticExtractor(), null, sink, new() { Strength = 0 }).Run();
        Assert.All(sink.Frames, (frame, i) => Assert.All(frame, value => Assert.Equal(i, value)));
        Assert.Throws<ArgumentException>(() => new RestoringSession(new SyntheticSource(1), new SyntheticExtractor(), null, sink, new()));
    }

    [Fact]
    public void Side_by_side_has_the_input_to_the_left_of_the_result()
    {
        (MemorySink sink, _, _) = Run(new() { SideBySide = true }, frames: 12);
        (MemorySink alone, _, _) = Run(new(), frames: 12);
        const int Row = 48 * 3;
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(2 * alone.Frames[i].Length, sink.Frames[i].Length);
            for (int y = 0; y < 32; y++)
            {
                Assert.All(sink.Frames[i].AsSpan(2 * y * Row, Row).ToArray(), value => Assert.Equal(i, value));
                Assert.True(alone.Frames[i].AsSpan(y * Row, Row).SequenceEqual(sink.Frames[i].AsSpan(((2 * y) + 1) * Row, Row)));
            }
        }
    }

    [Theory]
    [InlineData("source")]
    [InlineData("extract")]
    [InlineData("restore")]
    [InlineData("put back")]
    [InlineData("write")]
    public void A_failure_of_any_stage_ends_the_session_with_its_own_exception(string stage)
    {
        foreach (bool singleThread in new[] { true, false })
        {
            using MemorySink sink = new(failAt: stage == "write" ? 30 : -1);
            RestoringSession session = new(
                new SyntheticSource(100, failAt: stage == "source" ? 30 : -1),
                new SyntheticExtractor(stage == "extract" ? 30 : -1, stage == "put back" ? 30 : -1),
                new SyntheticRestorer(stage == "restore" ? 20 : -1),
                sink,
                new() { SingleThread = singleThread });
            Assert.Equal(stage, Assert.Throws<InvalidOperationException>(() => session.Run()).Message);
            Assert.Null(sink.CompletedAt);
            Assert.False(sink.Interrupted);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_request_to_stop_finishes_the_frames_under_way_and_no_more(bool singleThread)
    {
        using CancellationTokenSource stop = new();
        using MemorySink sink = new(onFrame: count => { if (count == 20) { stop.Cancel(); } });
        RestoringReport report = new RestoringSession(
            new SyntheticSource(1000), new SyntheticExtractor(), new SyntheticRestorer(), sink, new() { SingleThread = singleThread }).Run(stop.Token);
        Assert.True(report.Interrupted && sink.Interrupted);
        Assert.Null(sink.CompletedAt);
        Assert.InRange(sink.Frames.Count, 20, 28);
        Assert.Equal(sink.Frames.Count, report.Frames);
    }

    [Fact]
    public void Frames_of_an_interrupted_run_are_counted_and_detection_restarts_at_fixed_frames()
    {
        SyntheticExtractor extractor = new();
        using MemorySink sink = new();
        RestoringSession session = new(new SyntheticSource(100, first: 40), extractor, new SyntheticRestorer(), sink, new() { DetectionInterval = 20, SingleThread = true });
        session.Replay([.. Enumerable.Range(0, 40).Select(i => new JournalFrame(i * 10, [.. Enumerable.Repeat(default(Pipeline.Faces.DetectedFace), i % 2)]))], new(1, 250));
        Assert.Equal(40, session.FramesDone);
        RestoringReport report = session.Run();
        Assert.Equal((100, 40), (report.Frames, report.ResumedFrames));
        Assert.Equal(20 + 40, report.FramesWithFace);
        Assert.Equal([0, 20, 40], extractor.Restarts);
    }

    private static (MemorySink Sink, RestoringReport Report, SyntheticRestorer Restorer) Run(RestoringSessionOptions options, int frames = 100)
    {
        MemorySink sink = new();
        SyntheticRestorer restorer = new();
        RestoringReport report = new RestoringSession(new SyntheticSource(frames), new SyntheticExtractor(), restorer, sink, options).Run();
        return (sink, report, restorer);
    }
}
