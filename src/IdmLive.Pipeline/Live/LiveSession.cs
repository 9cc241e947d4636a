using System.Collections.Concurrent;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// The live line: frames of a source through the stages to the sinks, within a deadline. Three threads: "capture" reads, "analysis" (the one that calls
/// <see cref="Run"/>, to which the restorer belongs) finds and restores, "output" puts back and hands to the sinks, each of which has its own. Frames are
/// dropped at the door, where the newest wins, and never half-way; their order is kept. Any thread may read <see cref="Snapshot"/> and post settings.
/// </summary>
public sealed class LiveSession
{
    private const int FramesUnderWay = 6;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly ILiveSource _source;
    private readonly LiveStages _stages;
    private readonly IReadOnlyList<ILiveSink> _sinks;
    private readonly LiveSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly LiveClock _clock;
    private readonly List<SinkLane> _lanes = [];
    private readonly CancellationTokenSource _ended = new();
    private LiveRecord? _record;
    private volatile LiveSettings _settings = new();

    /// <summary>Makes a session; runs once.</summary>
    /// <param name="source">Gives the frames.</param>
    /// <param name="stages">Work on them; stay the caller's.</param>
    /// <param name="sinks">Take them; at least one.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no sink.</exception>
    public LiveSession(ILiveSource source, LiveStages stages, IReadOnlyList<ILiveSink> sinks, LiveSessionOptions options, TimeProvider? time = null)
    {
        options.Check();
        if (sinks.Count == 0)
        {
            throw new ArgumentException("A live line needs at least one sink.", nameof(sinks));
        }

        (_source, _stages, _sinks, _options, _time) = (source, stages, sinks, options, time ?? TimeProvider.System);
        _clock = new(_time);
    }

    /// <summary>What the line has been doing; null before it runs.</summary>
    public LiveSnapshot? Snapshot => _record is { } record ? record.Now with { Sinks = SinkStates() } : null;

    /// <summary>Settings from the next frame on.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public void Post(LiveSettings settings)
    {
        settings.Check();
        _settings = settings;
    }

    /// <summary>Ends the line in good order, from any thread.</summary>
    public void Stop() => _ended.Cancel();

    /// <summary>Works until the source is over, no sink is left, the time is up, or until asked to stop.</summary>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="MediaException">The source or a sink cannot be opened.</exception>
    public LiveReport Run(CancellationToken stop = default)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        LiveInput input = _source.Open(end.Token);
        LiveFormat format = Format(input);
        try
        {
            OpenLanes(format);
        }
        catch
        {
            input.Dispose();
            throw;
        }

        LiveRecord record = _record = new(_options, _time);
        if (input.Note is not null)
        {
            record.Say(input.Note);
        }

        LiveFrame[] frames = [.. Enumerable.Range(0, FramesUnderWay).Select(_ => new LiveFrame(format.Size, _stages.CropSize))];
        using BlockingCollection<LiveFrame> free = [];
        Array.ForEach(frames, free.Add);
        Mailbox<LiveFrame> captured = new(), restored = new();
        if (_options.Seconds > 0)
        {
            end.CancelAfter(TimeSpan.FromSeconds(_options.Seconds));
        }

        using CancellationTokenRegistration closing = end.Token.Register(captured.Close);
        Thread capture = Start("capture", () => new LiveCapture(_source, _options, free, captured, _clock).Run(input, record, end.Token));
        Thread output = Start("output", () => Output(restored, free, record));
        using (PlaceholderPainter painter = new())
        {
            Analyse(captured, restored, free, record, painter, format);
        }

        restored.Close();
        end.Cancel();
        output.Join();
        bool isLeft = !capture.Join(TimeSpan.FromSeconds(5));
        bool interrupted = stop.IsCancellationRequested;
        long frameTicks = (long)(format.TimeBase.Denominator / (double)format.TimeBase.Numerator / format.Rate.Value);
        _lanes.ForEach(lane => lane.End(interrupted, frameTicks));
        LiveReport report = record.Report(SinkStates(), interrupted);
        _lanes.ForEach(lane => lane.Dispose());
        if (!isLeft)
        {
            Array.ForEach(frames, frame => frame.Dispose());
        }

        return report;
    }

    /// <summary>The same line on the calling thread: a frame is read, worked on and written before the next one is read. For tests.</summary>
    /// <param name="frames">Frames at most.</param>
    /// <param name="stop">Asks to stop.</param>
    public LiveReport RunSingleThreaded(long frames = long.MaxValue, CancellationToken stop = default)
    {
        using LiveInput input = _source.Open(stop);
        LiveFormat format = Format(input);
        LiveRecord record = _record = new(_options, _time);
        using LiveFrame frame = new(format.Size, _stages.CropSize);
        IFrameSink[] sinks = [.. _sinks.Select(s => s.Open(format))];
        for (long i = 0; i < frames && !stop.IsCancellationRequested; i++)
        {
            frame.Begin();
            if (!input.Frames.TryRead(frame.Image, out FrameStamp stamp))
            {
                break;
            }

            _clock.Stamp(frame, stamp, _options.Delivery == DeliveryPolicy.Lossless);
            Work(frame, record);
            PutBack(frame);
            Array.ForEach(sinks, s => s.Write(frame.Image, frame.Stamp, frame.Faces.Detected));
            Note(frame);
            record.Add(frame, _stages);
        }

        foreach (IFrameSink sink in sinks)
        {
            sink.Complete(frame.Stamp.Pts);
            sink.Dispose();
        }

        return record.Report([], stop.IsCancellationRequested);
    }

    private static Thread Start(string name, Action work)
    {
        Thread thread = new(() => work()) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private LiveFormat Format(LiveInput input)
    {
        double rate = input.Rate > 0 ? input.Rate : 30;
        return new(input.Frames.FrameSize, new Rational((long)Math.Round(rate * 1000), 1000), LiveClock.TimeBase);
    }

    private void OpenLanes(in LiveFormat format)
    {
        try
        {
            foreach (ILiveSink sink in _sinks)
            {
                _lanes.Add(new(sink.Name, sink.Open(format), format, _time, EndWithLastSink));
            }
        }
        catch
        {
            _lanes.ForEach(lane =>
            {
                lane.End(interrupted: true, 0);
                lane.Dispose();
            });
            throw;
        }
    }

    private void EndWithLastSink()
    {
        if (_lanes.Count == _sinks.Count && _lanes.TrueForAll(lane => lane.Failure is not null))
        {
            _ended.Cancel();
        }
    }

    private void Analyse(
        Mailbox<LiveFrame> captured, Mailbox<LiveFrame> restored, BlockingCollection<LiveFrame> free, LiveRecord record, PlaceholderPainter painter, LiveFormat format)
    {
        TimeSpan longestGap = TimeSpan.FromSeconds(Math.Max(_options.PlaceholderAfter.TotalSeconds, 3 / format.Rate.Value));
        long lastFrame = _time.GetTimestamp();
        while (!captured.IsOver)
        {
            if (captured.TryTake(Glance, out LiveFrame? frame))
            {
                lastFrame = _time.GetTimestamp();
                Work(frame, record);
                if (frame.Stamp.Sequence % 8 == 0)
                {
                    painter.Keep(frame.Image);
                }
            }
            else if (_source.CanReturn && _time.GetElapsedTime(lastFrame) > longestGap && free.TryTake(out frame))
            {
                lastFrame = _time.GetTimestamp();
                frame.Begin();
                _clock.Stamp(frame);
                painter.Paint(frame.Image, $"waiting for {_source.Name}");
                (frame.IsPlaceholder, frame.IsPassed, frame.Rung, frame.Mark) = (true, true, LadderRung.Passed, frame.Captured);
                _stages.Reset();
            }
            else
            {
                continue;
            }

            if (!restored.Put(frame))
            {
                free.Add(frame);
            }
        }
    }

    private void Output(Mailbox<LiveFrame> restored, BlockingCollection<LiveFrame> free, LiveRecord record)
    {
        bool waits = _options.Delivery == DeliveryPolicy.Lossless;
        long last = -1;
        YoungGarbage garbage = new(_time);
        while (!restored.IsOver)
        {
            if (!restored.TryTake(Timeout.InfiniteTimeSpan, out LiveFrame? frame))
            {
                continue;
            }

            // A frame that came in while a placeholder was being made has the lower number.
            if (frame.Stamp.Sequence <= last)
            {
                record.Drop();
                free.Add(frame);
                continue;
            }

            last = frame.Stamp.Sequence;
            PutBack(frame);
            foreach (SinkLane lane in _lanes)
            {
                lane.Offer(frame, waits);
            }

            Note(frame);
            record.Add(frame, _stages);
            free.Add(frame);
            garbage.AfterFrame();
        }
    }

    private void Work(LiveFrame frame, LiveRecord record)
    {
        long began = _time.GetTimestamp();
        _stages.Find(frame);
        long found = _time.GetTimestamp();
        frame.Rung = record.Rung;
        if (_stages.Restore(frame, _settings.Strength) is { } trouble)
        {
            record.Fail(trouble);
        }

        frame.Mark = _time.GetTimestamp();
        frame.Times = new()
        {
            Wait = _time.GetElapsedTime(frame.Captured, began).TotalMilliseconds,
            Find = _time.GetElapsedTime(began, found).TotalMilliseconds,
            Restore = _time.GetElapsedTime(found, frame.Mark).TotalMilliseconds,
            Network = _stages.NetworkTime.TotalMilliseconds,
        };
    }

    private void PutBack(LiveFrame frame) => _stages.PutBack(frame, _settings.Strength);

    private void Note(LiveFrame frame) =>
        frame.Times = frame.Times with { Output = _time.GetElapsedTime(frame.Mark).TotalMilliseconds };

    private SinkState[] SinkStates() => [.. _lanes.Select(l => new SinkState(l.Name, l.Written, l.Dropped, l.Failure))];
}
