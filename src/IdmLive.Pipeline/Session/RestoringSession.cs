using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.Pipeline.Session;

/// <summary>
/// Takes every frame of a source through finding, restoring and putting back into a sink; none is dropped. Three threads hand frames
/// on: one reads and finds, the thread that calls <see cref="Run"/> restores (the restorer belongs to it), one pastes and writes. Each
/// added lane restores other frames on a thread of its own. A fixed number of frames is under way, so memory does not grow. Frames leave
/// in the order in which they came, and what comes out does not depend on the threads.
/// </summary>
public sealed class RestoringSession
{
    private readonly IFrameSource _source;
    private readonly IFaceExtractor _extractor;
    private readonly IFaceRestorer? _restorer;
    private readonly IFrameSink _sink;
    private readonly RestoringSessionOptions _options;
    private readonly LatencyHistogram _work = new();
    private readonly LatencyHistogram _read = new(), _find = new(), _restore = new(), _putBack = new(), _write = new();
    private long _frames, _framesWithFace, _faces, _resumedFrames;
    private readonly int _cropSize;
    private readonly List<IFaceRestorer> _lanes = [];
    private IPersonMatcher? _people;

    /// <summary>Makes a session; runs once.</summary>
    /// <param name="source">Gives the frames; stays the caller's.</param>
    /// <param name="extractor">Finds faces and puts them back; stays the caller's.</param>
    /// <param name="restorer">Restores them; stays the caller's. May be null where the strength is 0.</param>
    /// <param name="sink">Takes the frames; stays the caller's.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no restorer for a strength above 0.</exception>
    public RestoringSession(IFrameSource source, IFaceExtractor extractor, IFaceRestorer? restorer, IFrameSink sink, RestoringSessionOptions options)
    {
        options.Check();
        if (restorer is null && options.Strength > 0)
        {
            throw new ArgumentException($"A strength of {options.Strength} needs a restorer.", nameof(restorer));
        }

        (_source, _extractor, _restorer, _sink, _options) = (source, extractor, restorer, sink, options);
        _cropSize = restorer?.CropSize ?? new FaceTrackerOptions().CropSize;
    }

    /// <summary>Frames written so far, those of an interrupted run included. Any thread may ask.</summary>
    public long FramesDone => Interlocked.Read(ref _frames);

    /// <summary>
    /// Adds a restorer that works on other frames at the same time. Before <see cref="Run"/>; without effect on a single thread.
    /// </summary>
    /// <param name="restorer">Gives the same results as the first one; stays the caller's.</param>
    /// <exception cref="ArgumentException">It takes crops of another size.</exception>
    public void AddLane(IFaceRestorer restorer)
    {
        if (restorer.CropSize != _cropSize)
        {
            throw new ArgumentException($"A lane takes crops of {restorer.CropSize} pixels, the session has {_cropSize}.", nameof(restorer));
        }

        _lanes.Add(restorer);
    }

    /// <summary>
    /// Has faces recognised, so that each enrolled person's are restored with their own parameters. The matcher is restarted wherever the detector is, so
    /// that a run can be resumed there. Before <see cref="Run"/>.
    /// </summary>
    /// <param name="people">Says who they are; called by the thread that finds faces. Stays the caller's.</param>
    public void Recognise(IPersonMatcher people) => _people = people;

    /// <summary>Takes in frames that an interrupted run has done: their faces are followed again, but not looked for. Before <see cref="Run"/>.</summary>
    /// <param name="frames">What was found in them, in their order.</param>
    /// <param name="timeBase">The unit of their time stamps.</param>
    public void Replay(IEnumerable<JournalFrame> frames, Media.Rational timeBase)
    {
        foreach (JournalFrame frame in frames)
        {
            Count(_extractor.Replay(frame.Faces, timeBase.ToTime(frame.Pts)).Count);
            _resumedFrames++;
        }
    }

    /// <summary>Works until the source ends, or until asked to stop; then the frames under way are finished.</summary>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="Media.MediaException">The source or the sink failed.</exception>
    public RestoringReport Run(CancellationToken stop = default)
    {
        Stopwatch clock = Stopwatch.StartNew();
        bool interrupted = _options.SingleThread ? RunHere(stop) : RunThreads(stop);
        if (interrupted)
        {
            _sink.Interrupt();
        }
        else
        {
            _sink.Complete(_source.EndPts);
        }

        return new()
        {
            Frames = _frames,
            FramesWithFace = _framesWithFace,
            Faces = _faces,
            ResumedFrames = _resumedFrames,
            Interrupted = interrupted,
            Elapsed = clock.Elapsed,
            P50Milliseconds = _work.Quantile(0.5),
            P95Milliseconds = _work.Quantile(0.95),
            Stages = new(_read.Mean, _find.Mean, _restore.Mean, _putBack.Mean, _write.Mean),
        };
    }

    private bool RunHere(CancellationToken stop)
    {
        using FrameSlot slot = NewSlot();
        while (!stop.IsCancellationRequested)
        {
            if (!Read(slot))
            {
                return false;
            }

            Find(slot);
            Restore(slot, _restorer);
            PutBack(slot);
            Write(slot);
        }

        return true;
    }

    private bool RunThreads(CancellationToken stop)
    {
        using CancellationTokenSource failure = new();
        FrameSlot[] slots = [.. Enumerable.Range(0, 3 + _lanes.Count + (2 * _options.QueueDepth)).Select(_ => NewSlot())];
        using BlockingCollection<FrameSlot> free = [], found = [], inOrder = [];
        Array.ForEach(slots, free.Add);
        ConcurrentQueue<ExceptionDispatchInfo> failures = new();
        bool interrupted = false;

        Thread analysis = Start("analysis", () =>
        {
            try
            {
                while (!(interrupted = stop.IsCancellationRequested))
                {
                    FrameSlot slot = free.Take(failure.Token);
                    if (!Read(slot))
                    {
                        break;
                    }

                    Find(slot);
                    slot.Restored.Reset();
                    inOrder.Add(slot);
                    found.Add(slot);
                }
            }
            finally
            {
                found.CompleteAdding();
                inOrder.CompleteAdding();
            }
        });
        Thread output = Start("output", () =>
        {
            foreach (FrameSlot slot in inOrder.GetConsumingEnumerable(failure.Token))
            {
                slot.Restored.Wait(failure.Token);
                PutBack(slot);
                Write(slot);
                free.Add(slot);
            }
        });
        Thread[] lanes = [.. _lanes.Select((lane, i) => Start($"restoring {i + 2}", () => RestoreAll(lane)))];
        Guard(() => RestoreAll(_restorer));
        Array.ForEach(lanes, lane => lane.Join());
        analysis.Join();
        output.Join();
        Array.ForEach(slots, slot => slot.Dispose());
        if (failures.TryDequeue(out ExceptionDispatchInfo? first))
        {
            first.Throw();
        }

        return interrupted;

        void RestoreAll(IFaceRestorer? restorer)
        {
            foreach (FrameSlot slot in found.GetConsumingEnumerable(failure.Token))
            {
                Restore(slot, restorer);
                slot.Restored.Set();
            }
        }

        Thread Start(string name, Action work)
        {
            Thread thread = new(() => Guard(work)) { IsBackground = true, Name = name };
            thread.Start();
            return thread;
        }

        void Guard(Action work)
        {
            try
            {
                work();
            }
            catch (OperationCanceledException) when (failure.IsCancellationRequested)
            {
                // Another stage has failed; what it said is what counts.
            }
            catch (Exception e)
            {
                failures.Enqueue(ExceptionDispatchInfo.Capture(e));
                failure.Cancel();
            }
        }
    }

    private FrameSlot NewSlot() => new(_source.FrameSize, _cropSize, _options.SideBySide);

    private bool Read(FrameSlot slot)
    {
        long start = Stopwatch.GetTimestamp();
        if (!_source.TryRead(slot.Image, out FrameStamp stamp))
        {
            return false;
        }

        slot.Stamp = stamp;
        slot.Work = default;
        _read.Add(Stopwatch.GetElapsedTime(start));
        return true;
    }

    private void Find(FrameSlot slot)
    {
        long start = Stopwatch.GetTimestamp();
        if (_options.DetectionInterval > 0 && slot.Stamp.Sequence % _options.DetectionInterval == 0)
        {
            _extractor.RestartDetection();
            _people?.Restart();
        }

        slot.Faces.Clear();
        _extractor.Extract(slot.Image, slot.Stamp.MediaTime, slot.Faces);
        if (_people is not null)
        {
            slot.Faces.Recognise(_people);
        }

        if (slot.Left is not null)
        {
            slot.Image.CopyTo(slot.Left);
        }

        Note(slot, start, _find);
    }

    private void Restore(FrameSlot slot, IFaceRestorer? restorer)
    {
        long start = Stopwatch.GetTimestamp();
        if (_options.Strength > 0)
        {
            slot.Faces.Restore(restorer!, _options.Seed);
        }

        slot.Restoring = Stopwatch.GetElapsedTime(start);
    }

    private void PutBack(FrameSlot slot)
    {
        // Noted here because several lanes restore and one thread puts back.
        slot.Work += slot.Restoring;
        _restore.Add(slot.Restoring);
        long start = Stopwatch.GetTimestamp();
        if (_options.Strength > 0)
        {
            _extractor.PutBack(slot.Image, slot.Faces, _options.Strength);
        }

        if (slot.Right is not null)
        {
            slot.Image.CopyTo(slot.Right);
        }

        Note(slot, start, _putBack);
        _work.Add(slot.Work);
    }

    private void Write(FrameSlot slot)
    {
        long start = Stopwatch.GetTimestamp();
        _sink.Write(slot.Composed ?? slot.Image, slot.Stamp, slot.Faces.Detected);
        Count(slot.Faces.Tracked.Count);
        _write.Add(Stopwatch.GetElapsedTime(start));
    }

    private void Count(int faces)
    {
        _faces += faces;
        _framesWithFace += faces > 0 ? 1 : 0;
        Interlocked.Increment(ref _frames);
    }

    private static void Note(FrameSlot slot, long start, LatencyHistogram stage)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        slot.Work += elapsed;
        stage.Add(elapsed);
    }
}
