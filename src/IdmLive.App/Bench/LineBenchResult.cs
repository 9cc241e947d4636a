using System.Globalization;
using System.Text.Json;
using IdmLive.App.Live;

namespace IdmLive.App.Bench;

/// <summary>What <c>bench --source</c> came to.</summary>
/// <param name="Line">The line's figures.</param>
/// <param name="PeakMb">Largest resident memory of this process; a decoder's own is not in it.</param>
/// <param name="CpuMsPerFrame">Processor time of this process for a frame.</param>
/// <param name="Trend">How the process changed; null where the run was too short.</param>
internal sealed record LineBenchResult(LiveResult Line, double PeakMb, double CpuMsPerFrame, ProcessTrend? Trend)
{
    /// <summary>Managed memory that a frame left behind, kilobytes.</summary>
    public double GarbageKbPerFrame { get; init; }

    /// <summary>Writes a table, or one line of JSON.</summary>
    /// <param name="json">The latter.</param>
    /// <param name="verbose">Each step of the ladder, too.</param>
    /// <param name="output">Where to.</param>
    public void Write(bool json, bool verbose, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Line = new
                    {
                        Line.Fps,
                        Line.Frames,
                        Line.Dropped,
                        Line.Late,
                        Line.P50Ms,
                        Line.P95Ms,
                        Line.P99Ms,
                        Line.MaxMs,
                        Line.Rungs,
                        Line.StepsDown,
                        Line.RungChanges,
                        Line.StagesMs,
                        Line.Failures,
                        PeakMb = Math.Round(PeakMb, 1),
                        CpuMsPerFrame = Math.Round(CpuMsPerFrame, 2),
                        GarbageKbPerFrame = Math.Round(GarbageKbPerFrame, 2),
                        Trend,
                    },
                },
                JsonSerializerOptions.Web));
            return;
        }

        IEnumerable<string> steps = verbose ? Line.RungChanges.Select(c => Text($"  {c.Seconds,7:F1} s  {c.Rung,-6}  {c.Reason}")) : [];
        foreach (string line in Table().Concat(steps))
        {
            output.WriteLine(line);
        }
    }

    private IEnumerable<string> Table()
    {
        yield return Text($"frames a second  {Line.Fps:F1}   frames {Line.Frames}, dropped {Line.Dropped}, later than the budget {Line.Late}, failed {Line.Failures}");
        yield return Text($"added delay, ms  p50 {Line.P50Ms:F1}   p95 {Line.P95Ms:F1}   p99 {Line.P99Ms:F1}   largest after the first second {Line.MaxMs:F1}");
        foreach ((string name, IdmLive.Pipeline.Live.StageFigures stage) in Line.StagesMs)
        {
            yield return Text($"  {name,-8} p50 {stage.P50,6:F1}   p95 {stage.P95,6:F1}");
        }

        long all = Math.Max(1, Line.Rungs.Values.Sum());
        yield return $"rungs            {string.Join("   ", Line.Rungs.Select(r => Text($"{r.Key}: {100.0 * r.Value / all:F1} %")))}   steps down {Line.StepsDown}";
        yield return Text($"processor        {CpuMsPerFrame:F1} ms a frame   memory at most {PeakMb:F0} MB   garbage {GarbageKbPerFrame:F1} kB a frame");
        if (Trend is { } t)
        {
            yield return Text($"trend            memory {t.MemorySlopeMbPerMinute:+0.00;-0.00} MB a minute, of the collector {t.ManagedSlopeMbPerMinute:+0.00;-0.00}   threads {t.FewestThreads} to {t.MostThreads}   handles {t.FewestHandles} to {t.MostHandles}");
            if (t is { FirstDelay: { } first, LastDelay: { } last })
            {
                yield return Text($"delay over time  first third p50 {first.P50Ms:F1}, p95 {first.P95Ms:F1} ms   last third p50 {last.P50Ms:F1}, p95 {last.P95Ms:F1} ms (a frame looked at every 2 s)");
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
