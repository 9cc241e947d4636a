using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Diffusion.Tuning;

/// <summary>What of a network is timed: every combination of the three lists.</summary>
public sealed record NetworkTimingOptions
{
    /// <summary>Widths and heights of crops, pixels.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [256, 192, 128];

    /// <summary>Number formats.</summary>
    public IReadOnlyList<Arithmetic> Arithmetics { get; init; } =
        ProcessorFeatures.HasBFloat16 ? [Arithmetic.Float32, Arithmetic.BFloat16] : [Arithmetic.Float32];

    /// <summary>Threads of the tensor library.</summary>
    public IReadOnlyList<int> Threads { get; init; } = Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];

    /// <summary>Checks the lists.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    internal void Check(NetworkConfiguration network)
    {
        if (Sizes.Count == 0 || Sizes.Any(s => s < network.SizeMultiple || s > 1024 || s % network.SizeMultiple != 0))
        {
            throw new ArgumentException(
                $"Sizes are {string.Join(", ", Sizes)} px; network '{network.Tier}' takes multiples of {network.SizeMultiple} from {network.SizeMultiple} to 1024.");
        }

        if (Threads.Count == 0 || Threads.Any(t => t is < 1 or > 1024))
        {
            throw new ArgumentException($"Threads are {string.Join(", ", Threads)}; give numbers from 1 to 1024.");
        }

        if (Arithmetics.Count == 0 || Arithmetics.Contains(Arithmetic.Auto))
        {
            throw new ArgumentException("The number format is left open; give fp32, bf16 or both.");
        }
    }
}

/// <summary>What one warm call takes.</summary>
/// <param name="Tier">The network.</param>
/// <param name="Pixels">Width and height of the crop.</param>
/// <param name="Arithmetic">Number format.</param>
/// <param name="Threads">Threads of the tensor library.</param>
/// <param name="Times">Of single calls.</param>
/// <param name="Operations">Floating-point operations of a call, counted from the network's layout: two for each multiplication with its addition.</param>
/// <param name="Done">Those of them that are done: algorithms that need fewer multiplications save the others.</param>
/// <param name="Peak">Of the same format and threads, operations a second.</param>
public sealed record NetworkTimingRow(
    string Tier, int Pixels, Arithmetic Arithmetic, int Threads, TimingFigures Times, long Operations, long Done, double Peak)
{
    /// <summary>Billions of operations a second, by the median.</summary>
    public double Gflops => Operations / Times.MedianMs / 1e6;

    /// <summary>
    /// Part of the machine's convolution peak, both by the median of calls that were timed side by side; above 1 where the network's operations take less time
    /// than the peak allows, because some of them are saved.
    /// </summary>
    public double ShareOfPeak => Operations / (Times.MedianMs / 1e3) / Peak;

    /// <summary>The time that the operations which are done take at that peak, milliseconds.</summary>
    public double FloorMs => Done / Peak * 1e3;
}

/// <summary>The fastest convolution of one number format and number of threads.</summary>
/// <param name="Arithmetic">Number format.</param>
/// <param name="Threads">Threads of the tensor library.</param>
/// <param name="Shape">The shape that was fastest.</param>
/// <param name="Gflops">Billions of operations a second, by the median.</param>
public sealed record ConvolutionPeakRow(Arithmetic Arithmetic, int Threads, ConvolutionShape Shape, double Gflops);

/// <summary>What a timing came to.</summary>
/// <param name="Network">A row for each combination, in the order of the options.</param>
/// <param name="Peaks">A row for each number format and number of threads.</param>
public sealed record NetworkTimingResult(IReadOnlyList<NetworkTimingRow> Network, IReadOnlyList<ConvolutionPeakRow> Peaks);

/// <summary>
/// The calls of a model's network at several sizes, number formats and threads, and the convolutions that show the machine's peak; to be timed
/// side by side, with others if wanted. One thread.
/// </summary>
public sealed class NetworkTiming : IDisposable
{
    private readonly ModelPackage _package;
    private readonly List<FoldedNetwork> _networks = [];
    private readonly List<ConvolutionPeak> _peaks = [];
    private readonly List<NetworkCall> _calls = [];

    /// <summary>Prepares the calls.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">What is timed.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public NetworkTiming(ModelPackage package, NetworkTimingOptions options)
    {
        options.Check(package.Network.Configuration);
        _package = package;
        foreach (Arithmetic arithmetic in options.Arithmetics)
        {
            FoldedNetwork network = NetworkCall.Fold(package, arithmetic);
            _networks.Add(network);
            foreach (int threads in options.Threads)
            {
                _peaks.AddRange(ConvolutionPeak.Shapes.Select(shape => new ConvolutionPeak(shape, arithmetic, threads)));
                _calls.AddRange(options.Sizes.Select(size => new NetworkCall(network, size, threads)));
            }
        }
    }

    /// <summary>What is to be timed.</summary>
    public IReadOnlyList<Action> Contenders => [.. _peaks.Select(p => (Action)p.Run), .. _calls.Select(c => (Action)c.Run)];

    /// <summary>Puts the times together.</summary>
    /// <param name="times">Of the <see cref="Contenders"/>, in their order.</param>
    public NetworkTimingResult Judge(IReadOnlyList<TimingFigures> times)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(times.Count, _peaks.Count + _calls.Count);
        ConvolutionPeakRow[] peaks =
        [
            .. _peaks.Zip(times, (p, t) => new ConvolutionPeakRow(p.Arithmetic, p.Threads, p.Shape, p.Shape.Operations / t.MedianMs / 1e6))
                .GroupBy(r => (r.Arithmetic, r.Threads)).Select(g => g.MaxBy(r => r.Gflops)!),
        ];
        return new(
            [
                .. _calls.Zip(times.Skip(_peaks.Count), (c, t) => new NetworkTimingRow(
                    _package.Network.Configuration.Tier,
                    c.Pixels,
                    c.Arithmetic,
                    c.Threads,
                    t,
                    2 * _package.Network.CountMacs(c.Pixels),
                    c.OperationsDone,
                    1e9 * peaks.Single(p => p.Arithmetic == c.Arithmetic && p.Threads == c.Threads).Gflops)),
            ],
            peaks);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.ForEach(c => c.Dispose());
        _peaks.ForEach(p => p.Dispose());
        _networks.ForEach(n => n.Dispose());
    }
}
