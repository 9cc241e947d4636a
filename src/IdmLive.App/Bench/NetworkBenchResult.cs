using System.Globalization;
using System.Text.Json;
using IdmLive.Diffusion.Tuning;
using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Bench;

/// <summary>What one call of another network takes.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Pixels">Width of the picture it is fed.</param>
/// <param name="Factor">How many times it enlarges.</param>
/// <param name="Threads">Threads of its arithmetic.</param>
/// <param name="Times">Of single calls.</param>
internal sealed record PeerTimingRow(string Name, int Pixels, int Factor, int Threads, TimingFigures Times);

/// <summary>What <c>bench --network</c> came to.</summary>
/// <param name="Own">The model's network and the machine's peak.</param>
/// <param name="Peers">Other networks, timed in turn with it.</param>
/// <param name="Tuning">What start-up tuning chooses, where it was asked for.</param>
internal sealed record NetworkBenchResult(NetworkTimingResult Own, IReadOnlyList<PeerTimingRow> Peers, TuningChoice? Tuning)
{
    /// <summary>Writes tables, or one line of JSON.</summary>
    public void Write(bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(Json());
            return;
        }

        foreach (string line in Tables())
        {
            output.WriteLine(line);
        }
    }

    private string Json() => JsonSerializer.Serialize(
        new
        {
            Network = Own.Network.Select(r => new
            {
                r.Tier,
                Px = r.Pixels,
                Dtype = BenchOptions.Name(r.Arithmetic),
                r.Threads,
                MedianMs = Round(r.Times.MedianMs),
                P95Ms = Round(r.Times.P95Ms),
                ShortestMs = Round(r.Times.ShortestMs),
                Calls = r.Times.Calls,
                Gflop = Round(r.Operations / 1e9),
                GflopDone = Round(r.Done / 1e9),
                Gflops = Round(r.Gflops),
                ShareOfPeak = Round(r.ShareOfPeak),
                FloorMs = Round(r.FloorMs),
            }),
            Peak = Own.Peaks.Select(p => new
            {
                Dtype = BenchOptions.Name(p.Arithmetic),
                p.Threads,
                Gflops = Round(p.Gflops),
                p.Shape.Channels,
                Px = p.Shape.Side,
            }),
            Peers = Peers.Select(p => new
            {
                p.Name,
                Px = p.Pixels,
                p.Factor,
                p.Threads,
                MedianMs = Round(p.Times.MedianMs),
                P95Ms = Round(p.Times.P95Ms),
                ShortestMs = Round(p.Times.ShortestMs),
                TimesSlower = TimesSlower(p) is { } slower ? Round(slower) : (double?)null,
            }),
            Tuning = Tuning is null ? null : new { Dtype = BenchOptions.Name(Tuning.Arithmetic), Tuning.Threads, Ms = Round(Tuning.Milliseconds) },
        },
        JsonSerializerOptions.Web);

    private IEnumerable<string> Tables()
    {
        yield return Line($"{"network",-10}{"px",5}{"dtype",7}{"threads",9}{"median ms",11}{"p95",9}{"shortest",10}{"floor",9}{"GFLOP/s",10}{"of peak",9}");
        foreach (NetworkTimingRow r in Own.Network)
        {
            yield return Line(
                $"{r.Tier,-10}{r.Pixels,5}{BenchOptions.Name(r.Arithmetic),7}{r.Threads,9}{r.Times.MedianMs,11:F1}{r.Times.P95Ms,9:F1}{r.Times.ShortestMs,10:F1}{r.FloorMs,9:F1}{r.Gflops,10:F1}{100 * r.ShareOfPeak,8:F0}%");
        }

        yield return string.Empty;
        foreach (ConvolutionPeakRow p in Own.Peaks)
        {
            yield return Line(
                $"convolution peak {BenchOptions.Name(p.Arithmetic)}, {p.Threads} {(p.Threads == 1 ? "thread" : "threads")}: {p.Gflops:F1} GFLOP/s (3x3, {p.Shape.Channels} channels, {p.Shape.Side} px)");
        }

        foreach (PeerTimingRow p in Peers)
        {
            string beside = TimesSlower(p) is { } slower ? Line($", {slower:F1} times the network's") : string.Empty;
            yield return Line(
                $"peer {p.Name}, x{p.Factor} from {p.Pixels} px, {p.Threads} {(p.Threads == 1 ? "thread" : "threads")}: median {p.Times.MedianMs:F1} ms, p95 {p.Times.P95Ms:F1}, shortest {p.Times.ShortestMs:F1}{beside}");
        }

        foreach (string line in Tuning?.Table() ?? [])
        {
            yield return line;
        }
    }

    /// <summary>A peer's median in those of the network for the same face, at the network's fastest number format; null where that size was not timed.</summary>
    private double? TimesSlower(PeerTimingRow peer)
    {
        NetworkTimingRow[] same = [.. Own.Network.Where(r => r.Pixels == peer.Pixels * peer.Factor && r.Threads == peer.Threads)];
        return same.Length == 0 ? null : peer.Times.MedianMs / same.Min(r => r.Times.MedianMs);
    }

    private static double Round(double value) => Math.Round(value, 3);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
