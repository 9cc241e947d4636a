using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;

namespace IdmLive.Diffusion.Tuning;

/// <summary>How start-up tuning is done.</summary>
public sealed record StartTunerOptions
{
    /// <summary>Time after which no further call is begun, milliseconds; folding the weights before does not count, a restorer does it anyway.</summary>
    public double BudgetMs { get; init; } = 400;

    /// <summary>Part of the time by which a way has to be faster than the usual one to be taken, 0 to 1.</summary>
    public double Margin { get; init; } = .25;

    /// <summary>Largest number of timed calls of each way.</summary>
    public int MostRounds { get; init; } = 8;

    /// <summary>Threads that are tried, the usual number first.</summary>
    public IReadOnlyList<int> Threads { get; init; } = Environment.ProcessorCount > 1 ? [Environment.ProcessorCount, 1] : [1];

    /// <summary>Whether bfloat16 is tried. Where the processor does not multiply it, it is emulated and many times slower.</summary>
    public bool HasBFloat16 { get; init; } = ProcessorFeatures.HasBFloat16;
}

/// <summary>
/// Finds at start how the network runs fastest on this machine: number format and threads; the layout is channels-last always. The usual way, all
/// processors and 32 bits, is left only for one that is clearly faster. One thread.
/// </summary>
public sealed class StartTuner
{
    private const long MostMacs = 700_000_000;
    private static readonly int[] Sizes = [128, 64];

    private readonly StartTunerOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a tuner.</summary>
    /// <param name="options">How it is done.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public StartTuner(StartTunerOptions options, TimeProvider time)
    {
        if (options.Threads.Count == 0 || options.Threads.Any(t => t is < 1 or > 1024) || options.Margin is not (>= 0 and < 1) || options.MostRounds < 1)
        {
            throw new ArgumentException(
                $"Tuning with threads {string.Join(", ", options.Threads)}, margin {options.Margin} and {options.MostRounds} rounds; give 1 to 1024 threads, a margin of 0 to 1 and at least one round.");
        }

        (_options, _time) = (options, time);
    }

    /// <summary>Times a model's network.</summary>
    public TuningChoice Choose(ModelPackage package)
    {
        // The largest size that leaves room for several calls of each way, on a busy machine, too.
        int multiple = package.Network.Configuration.SizeMultiple;
        int pixels = Sizes.FirstOrDefault(s => s % multiple == 0 && package.Network.CountMacs(s) <= MostMacs, multiple * ((63 / multiple) + 1));
        Dictionary<Arithmetic, FoldedNetwork> networks = [];
        List<NetworkCall> calls = [];
        try
        {
            return Choose(
                (arithmetic, threads) =>
                {
                    if (!networks.TryGetValue(arithmetic, out FoldedNetwork? network))
                    {
                        networks[arithmetic] = network = NetworkCall.Fold(package, arithmetic);
                    }

                    calls.Add(new NetworkCall(network, pixels, threads));
                    return calls[^1].Run;
                },
                pixels);
        }
        finally
        {
            calls.ForEach(c => c.Dispose());
            foreach (FoldedNetwork network in networks.Values)
            {
                network.Dispose();
            }
        }
    }

    /// <summary>Times whatever is called in each way.</summary>
    /// <param name="prepare">Makes the call of a number format and number of threads.</param>
    /// <param name="pixels">Size of the crop, for the table.</param>
    internal TuningChoice Choose(Func<Arithmetic, int, Action> prepare, int pixels)
    {
        Arithmetic[] formats = _options.HasBFloat16 ? [Arithmetic.Float32, Arithmetic.BFloat16] : [Arithmetic.Float32];
        (Arithmetic Format, int Threads)[] ways = [.. formats.SelectMany(f => _options.Threads.Select(t => (f, t)))];
        Action[] prepared = [.. ways.Select(w => prepare(w.Format, w.Threads))];
        long start = _time.GetTimestamp();
        double Elapsed() => _time.GetElapsedTime(start).TotalMilliseconds;
        List<(int Way, Action Call, List<double> Times)> tried = [];
        for (int way = 0; way < ways.Length && (way == 0 || Elapsed() < _options.BudgetMs / 2); way++)
        {
            // The first call finds its kernels and is no measure.
            Action call = prepared[way];
            call();
            tried.Add((way, call, [Time(call)]));
        }

        for (int round = 1; round < _options.MostRounds; round++)
        {
            foreach ((_, Action call, List<double> times) in tried.TakeWhile(_ => Elapsed() < _options.BudgetMs))
            {
                times.Add(Time(call));
            }
        }

        IEnumerable<TuningTrial> trials = ways.Select((w, i) => i < tried.Count
            ? new TuningTrial(w.Format, w.Threads, Median(tried[i].Times))
            : new TuningTrial(w.Format, w.Threads, null, "no time was left, the machine is slow or busy"));
        if (!_options.HasBFloat16)
        {
            trials = trials.Concat(_options.Threads.Select(t =>
                new TuningTrial(Arithmetic.BFloat16, t, null, "this processor does not multiply bfloat16 (neither AVX512_BF16 nor AMX)")));
        }

        TuningTrial[] all = [.. trials];
        TuningTrial chosen = TuningChoice.Among(all, _options.Margin);
        return new(chosen.Arithmetic, chosen.Threads, all, pixels, Elapsed());
    }

    private static double Median(List<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }

    private double Time(Action call)
    {
        long start = _time.GetTimestamp();
        call();
        return _time.GetElapsedTime(start).TotalMilliseconds;
    }
}
