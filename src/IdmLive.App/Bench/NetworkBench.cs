using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Tuning;
using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Bench;

/// <summary>Times a model's network, the machine's convolutions and other networks in turn.</summary>
internal sealed class NetworkBench
{
    private const int WarmUps = 2;
    private readonly ModelStore _store;
    private readonly TimeProvider _time;

    /// <summary>Makes a bench.</summary>
    /// <param name="store">Where models are.</param>
    /// <param name="time">The clock.</param>
    public NetworkBench(ModelStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <summary>Runs it.</summary>
    /// <exception cref="UserException">A model, a peer or an option is not as it must be.</exception>
    public NetworkBenchResult Run(BenchOptions options)
    {
        List<PeerNetwork> peers = [];
        try
        {
            ModelPackage package = _store.Load(options.Model);
            TuningChoice? tuning = options.Verbose ? new StartTuner(new StartTunerOptions(), _time).Choose(package) : null;
            NetworkTimingOptions usual = new();
            NetworkTimingOptions wanted = new()
            {
                Sizes = options.Sizes,
                Arithmetics = options.Formats.Count > 0 ? [.. options.Formats.Distinct().Select(BenchOptions.Format)] : usual.Arithmetics,
                Threads = options.Threads.Count > 0 ? [.. options.Threads.Distinct()] : usual.Threads,
            };
            using NetworkTiming timing = new(package, wanted);
            int threads = wanted.Threads.Max();
            peers.AddRange(options.Peers.Select(path => new PeerNetwork(path, package.Manifest.Resolution, threads)));
            IReadOnlyList<Action> own = timing.Contenders;
            IReadOnlyList<TimingFigures> times = new InterleavedTimer(_time).Run([.. own, .. peers.Select(p => (Action)p.Run)], options.Rounds, WarmUps);
            NetworkTimingResult result = timing.Judge([.. times.Take(own.Count)]);
            return new(result, [.. peers.Zip(times.Skip(own.Count), (p, t) => new PeerTimingRow(p.Name, p.Pixels, p.Factor, threads, t))], tuning);
        }
        catch (Exception e) when (e is ModelException or ArgumentException or FileNotFoundException or InvalidDataException)
        {
            throw new UserException(ExitStatus.BadInput, e.Message, e);
        }
        finally
        {
            peers.ForEach(p => p.Dispose());
        }
    }
}
