using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Tests.Capture;
using IdmLive.Pipeline.Tests.Session;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class LiveSessionTests
{
    private static readonly LiveSessionOptions Live = new()
    {
        Ladder = new() { Budget = TimeSpan.FromSeconds(30), Sizes = [32, 16] },
        FirstRetry = TimeSpan.FromMilliseconds(1),
        PlaceholderAfter = TimeSpan.FromSeconds(20),
    };

    private static readonly LiveSessionOptions Lossless = Live with { Delivery = DeliveryPolicy.Lossless };

    private readonly ManualTime _time = new();

    [Fact]
    public void Every_frame_reaches_every_sink_in_order_where_none_may_be_lost()
    {
        RecordingSink a = new(), b = new();
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveReport report = new LiveSession(new ScriptedSource(new ScriptedSource.Opening(200)), stages, [a, b], Lossless).Run();
        Assert.Equal(200, report.Last.Frames);
        Assert.Equal(Enumerable.Range(0, 200), a.Frames.Select(f => (int)f.Pts));
        Assert.Equal(a.Frames, b.Frames);
        Assert.True(a.Completed && b.Completed);
        Assert.Equal(0, report.Last.Dropped);
    }

    [Fact]
    public void Newest_frame_wins_when_the_restorer_is_slow()
    {
        using ManualResetEventSlim go = new(), given = new();
        BrighteningRestorer slow = new() { OnCall = call => Wait(call == 0 ? go : null) };
        RecordingSink sink = new();
        ScriptedSource source = new(new ScriptedSource.Opening(41))
        {
            OnFrame = n =>
            {
                if (n == 40)
                {
                    go.Set();
                }
            },
        };
        using LiveStages stages = Stages(slow);
        LiveReport report = new LiveSession(source, stages, [sink], Live).Run();
        Assert.True(report.Last.Dropped >= 30, $"{report.Last.Dropped} of 41 dropped");
        Assert.Equal(41, report.Last.Dropped + report.Last.Frames);
        AssertInOrder(sink);
        Assert.Equal(40, sink.Frames[^1].Sequence);
    }

    [Fact]
    public async Task A_sink_that_blocks_loses_its_own_frames_and_slows_nobody()
    {
        using ManualResetEventSlim release = new();
        RecordingSink stuck = new("stuck") { OnFrame = count => Wait(count == 1 ? release : null) }, free = new("free");
        ScriptedSource source = new(new ScriptedSource.Opening(60))
        {
            // Each frame waits until the free sink has the one before: the stuck one must not matter.
            OnFrame = n => SpinWait.SpinUntil(() => free.Frames.Count >= n - 2, 20_000),
        };
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveSession session = new(source, stages, [stuck, free], Live);
        Task<LiveReport> run = Task.Run(() => session.Run());
        Assert.True(SpinWait.SpinUntil(() => free.Frames.Count >= 55, 20_000));
        Assert.InRange(stuck.Frames.Count, 0, 2);
        release.Set();
        LiveReport report = await run.WaitAsync(TimeSpan.FromSeconds(20));
        AssertInOrder(stuck);
        AssertInOrder(free);
        SinkState state = report.Last.Sinks.Single(s => s.Name == "stuck");
        Assert.True(state.Dropped > 40, $"{state.Dropped} dropped");
    }

    [Fact]
    public void A_sink_that_fails_is_named_and_the_others_go_on_and_the_last_one_ends_the_line()
    {
        RecordingSink bad = new("bad") { OnFrame = count => Throw(count == 3, "disk full") }, good = new("good");
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveReport report = new LiveSession(new ScriptedSource(new ScriptedSource.Opening(50)), stages, [bad, good], Lossless).Run();
        Assert.Equal(50, good.Frames.Count);
        Assert.Equal("disk full", report.Last.Sinks.Single(s => s.Name == "bad").Failure);

        RecordingSink only = new("only") { OnFrame = count => Throw(count == 3, "reader has gone") };
        report = new LiveSession(new ScriptedSource(new ScriptedSource.Opening(int.MaxValue)), stages, [only], Lossless).Run();
        Assert.Equal("reader has gone", report.Last.Sinks.Single().Failure);
        Assert.False(report.Interrupted);
    }

    [Fact]
    public async Task A_lost_camera_is_opened_again_and_a_file_is_not()
    {
        ScriptedSource camera = new(new(5), new(0, Refusal: "camera gone"), new(0, Refusal: "camera gone"), new(5, Failure: "pulled out"), new(5))
        {
            CanReturn = true,
        };
        RecordingSink sink = new();
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveSession session = new(camera, stages, [sink], Live);
        Task<LiveReport> run = Task.Run(() => session.Run());
        Assert.True(SpinWait.SpinUntil(() => camera.Frames >= 15, 20_000));
        session.Stop();
        LiveReport report = await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(report.Last.SourceLosses >= 2);
        Assert.True(camera.Closed >= 2);
        AssertInOrder(sink);

        ScriptedSource file = new(new ScriptedSource.Opening(5));
        Assert.Equal(5, new LiveSession(file, stages, [new RecordingSink()], Lossless).Run().Last.Frames);
        Assert.Equal(1, file.Closed);
    }

    [Fact]
    public async Task A_placeholder_stands_in_for_a_source_that_gives_nothing_and_the_order_is_kept()
    {
        using ManualResetEventSlim back = new();
        RecordingSink sink = new();
        ScriptedSource camera = new(new ScriptedSource.Opening(int.MaxValue)) { CanReturn = true, OnFrame = n => Wait(n == 20 ? back : null) };
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveSession session = new(camera, stages, [sink], Live with { PlaceholderAfter = TimeSpan.FromMilliseconds(60) });
        Task<LiveReport> run = Task.Run(() => session.Run());
        Assert.True(SpinWait.SpinUntil(() => session.Snapshot?.Placeholders >= 3, 20_000));
        back.Set();
        Assert.True(SpinWait.SpinUntil(() => camera.Frames >= 40, 20_000));
        session.Stop();
        LiveReport report = await run.WaitAsync(TimeSpan.FromSeconds(20));
        AssertInOrder(sink);
    }

    [Fact]
    public async Task A_camera_that_comes_back_with_another_size_is_fitted_into_the_old_one()
    {
        ScriptedSource camera = new(new(3), new ScriptedSource.Opening(int.MaxValue) { Size = new(96, 96) }) { CanReturn = true };
        RecordingSink sink = new();
        using LiveStages stages = Stages(null);
        LiveSession session = new(camera, stages, [sink], Live);
        Task<LiveReport> run = Task.Run(() => session.Run());
        Assert.True(SpinWait.SpinUntil(() => sink.Frames.Count >= 8, 20_000));
        session.Stop();
        LiveReport report = await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, report.Last.Failures);
        Assert.Equal(0, sink.Frames[^1].Grey); // the black bar at the side
    }

    [Fact]
    public void What_fails_passes_the_frame_on_and_is_counted_and_the_network_rests()
    {
        BrighteningRestorer broken = new() { OnCall = call => Throw(call == 4, "values that are no numbers") };
        RecordingSink sink = new();
        using LiveStages stages = Stages(broken);
        LiveReport report = new LiveSession(Paced(20), stages, [sink], Live, _time).RunSingleThreaded();
        Assert.Equal(20, report.Last.Frames);
        Assert.Equal(1, report.Last.Failures);
        Assert.Equal("values that are no numbers", report.Last.LastFailure);
        int[] passed = [.. sink.Frames.Where(f => f.Grey < 100 && f.Sequence % 3 != 0).Select(f => (int)f.Sequence)];
        Assert.Single(passed);
        Assert.Equal([32, 32, 32, 32, 32, 0], broken.SizesAsked.Take(6));
        Assert.Contains("numbers", report.Last.RungReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_device_is_replaced_by_another_one()
    {
        BrighteningRestorer cuda = new() { OnCall = call => throw new RestoringException("CUDA is gone.", isDeviceLost: true) }, cpu = new();
        using LiveStages stages = new(new SyntheticExtractor(), cuda, 4, fallback: () => cpu);
        LiveReport report = new LiveSession(Paced(40), stages, [new RecordingSink()], Live with { Ladder = Live.Ladder with { Patience = TimeSpan.FromMilliseconds(100) } }, _time).RunSingleThreaded();
        Assert.True(cuda.IsDisposed);
        Assert.True(cpu.Calls > 5);
        Assert.Equal(1, report.Last.Failures);
        Assert.Contains("CUDA is gone", report.Last.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_can_be_changed_while_it_runs()
    {
        RecordingSink sink = new();
        using LiveStages stages = Stages(new BrighteningRestorer());
        LiveSession session = null!;
        ScriptedSource source = new(new ScriptedSource.Opening(20)) { OnFrame = n => session.Post(new LiveSettings { Strength = n < 10 ? 1 : 0 }) };
        session = new(source, stages, [sink], Live);
        session.RunSingleThreaded();
        Assert.All(sink.Frames, f => Assert.Equal(f.Sequence % 3 != 0 && f.Sequence < 10 ? f.Sequence + 100 : f.Sequence, f.Grey));
        Assert.Throws<ArgumentException>(() => session.Post(new LiveSettings { Strength = 2 }));
    }

    [Fact]
    public void A_source_or_sink_that_cannot_be_opened_is_one_sentence_and_closes_what_was_open()
    {
        using LiveStages stages = Stages(null);
        ScriptedSource none = new(new ScriptedSource.Opening(0, Refusal: "There is no camera 7."));
        Assert.Equal("There is no camera 7.", Assert.Throws<MediaException>(() => new LiveSession(none, stages, [new RecordingSink()], Live).Run()).Message);
        ScriptedSource source = new(new ScriptedSource.Opening(5));
        Assert.Throws<MediaException>(() => new LiveSession(source, stages, [new RecordingSink(), new RefusingSink()], Live).Run());
        Assert.Equal(1, source.Closed);
        Assert.Throws<ArgumentException>(() => new LiveSession(source, stages, [], Live));
    }

    private ScriptedSource Paced(int frames) => new(new ScriptedSource.Opening(frames)) { OnFrame = _ => _time.Advance(TimeSpan.FromMilliseconds(33)) };

    private static LiveStages Stages(IStreamRestorer? restorer) => new(new SyntheticExtractor(), restorer, 4);

    private static void AssertInOrder(RecordingSink sink)
    {
        Assert.All(sink.Frames.Zip(sink.Frames.Skip(1)), p => Assert.True(p.First.Sequence < p.Second.Sequence && p.First.Pts < p.Second.Pts));
        Assert.NotEmpty(sink.Frames);
    }

    private static void Wait(ManualResetEventSlim? gate) => Assert.True(gate?.Wait(20_000) ?? true);

    private static void Throw(bool now, string message)
    {
        if (now)
        {
            throw new MediaException(MediaFailure.Output, message);
        }
    }

    private sealed class RefusingSink : ILiveSink
    {
        public string Name => "refusing";

        public IFrameSink Open(in LiveFormat format) => throw new MediaException(MediaFailure.Output, "Port 1 is taken.");
    }
}
