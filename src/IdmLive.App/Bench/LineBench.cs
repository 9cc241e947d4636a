using System.Diagnostics;
using IdmLive.App.Live;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Outputs;

namespace IdmLive.App.Bench;

/// <summary>Runs the live line on a source into a null sink and watches the process meanwhile.</summary>
internal sealed class LineBench
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Func<LiveOptions, LiveStages> _stages;

    /// <summary>Makes a bench.</summary>
    /// <param name="stages">Makes what works on the frames.</param>
    public LineBench(Func<LiveOptions, LiveStages> stages) => _stages = stages;

    /// <summary>Runs it; in a soak another thread collects garbage without pause for the first sixth of the time.</summary>
    /// <param name="options">Checked.</param>
    /// <exception cref="Exception">The source or the model is not there, or cannot be used.</exception>
    public LineBenchResult Run(BenchOptions options)
    {
        double seconds = options.SoakMinutes > 0 ? 60 * options.SoakMinutes : options.Seconds;
        LiveOptions live = new LiveOptions
        {
            Source = options.Source!,
            Model = options.Model,
            Device = options.Device,
            BudgetMilliseconds = options.BudgetMilliseconds,
            Threads = options.Threads.Count > 0 ? options.Threads[0] : 0,
            Seconds = seconds,
            Unguarded = options.Unguarded,
        }.Checked();
        ILiveSource source = LiveSourceFactory.Parse(live.Source, new() { Loop = IsFile(live.Source) });
        using LiveStages stages = _stages(live);
        stages.WarmUp(new OpenCvSharp.Size(1280, 720));
        LiveSession session = new(source, stages, [new NullLiveSink()], LiveLineFactory.SessionOptions(live, stages));
        using Process self = Process.GetCurrentProcess();
        List<ProcessSample> samples = [];
        Stopwatch clock = Stopwatch.StartNew();
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan processor = self.TotalProcessorTime;
        using CancellationTokenSource calm = new(TimeSpan.FromSeconds(seconds / 6));
        using (new Timer(_ => Sample(samples, clock, session.Snapshot?.Times.Total ?? double.NaN), null, Interval, Interval))
        {
            if (options.SoakMinutes > 0)
            {
                new Thread(() => Collect(calm.Token)) { IsBackground = true, Name = "collecting" }.Start();
            }

            LiveReport report = session.Run();
            self.Refresh();
            double used = (self.TotalProcessorTime - processor).TotalMilliseconds;
            lock (samples)
            {
                return new(
                    LiveResult.From(report, stages), self.PeakWorkingSet64 / 1e6, report.Last.Frames > 0 ? used / report.Last.Frames : 0, ProcessTrend.Of(samples))
                {
                    GarbageKbPerFrame = (GC.GetTotalAllocatedBytes() - allocated) / 1e3 / Math.Max(1, report.Last.Frames),
                };
            }
        }
    }

    private static bool IsFile(string source) => File.Exists(source) || source.StartsWith("file:", StringComparison.Ordinal);

    private static void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static void Sample(List<ProcessSample> samples, Stopwatch clock, double delayMs)
    {
        using Process self = Process.GetCurrentProcess();
        lock (samples)
        {
            samples.Add(new(clock.Elapsed.TotalMinutes, self.WorkingSet64 / 1e6, self.Threads.Count, self.HandleCount, GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6, delayMs));
        }
    }
}
