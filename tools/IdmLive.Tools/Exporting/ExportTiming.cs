using System.Diagnostics;
using IdmLive.Diffusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>Times of one image, in milliseconds.</summary>
/// <param name="Median">The median.</param>
/// <param name="Shortest">The shortest: what other work on the machine disturbs least.</param>
internal readonly record struct EngineTimes(double Median, double Shortest)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Median:f1} ({Shortest:f1})";
}

/// <summary>What the engines took side by side.</summary>
/// <param name="Onnx">ONNX Runtime, 32 bits.</param>
/// <param name="Torch">TorchSharp, 32 bits.</param>
/// <param name="TorchBFloat16">TorchSharp in bfloat16, as the restorer runs where the processor multiplies it.</param>
internal readonly record struct ExportTimes(EngineTimes Onnx, EngineTimes Torch, EngineTimes TorchBFloat16);

/// <summary>Times a graph in ONNX Runtime and the model it was made of in TorchSharp, side by side: one run of each in turn.</summary>
internal static class ExportTiming
{
    private const int WarmUps = 3;
    private const int Runs = 40;

    /// <summary>Times.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">Checked (<see cref="ExportOptions.For"/>).</param>
    /// <param name="file">The graph.</param>
    /// <param name="threads">Threads of one call.</param>
    public static ExportTimes Measure(ModelPackage package, ExportOptions options, byte[] file, int threads)
    {
        int size = options.Size ?? package.Manifest.Resolution, before = get_num_threads();
        using OnnxSession session = new(file, threads);
        using FoldedChain chain = new(package, options), half = new(package, options, ScalarType.BFloat16);
        ExampleInputs inputs = new(1, 1, size, size, options, chain.NoiseDraws);
        using DisposeScope scope = NewDisposeScope();
        Tensor y = inputs.Tensor(ChainGraph.LowQuality), noise = inputs.Tensor(ChainGraph.Noise), previous = inputs.Tensor(ChainGraph.Previous);
        Action[] engines = [() => session.Run(inputs), () => chain.Sample(y, noise, previous).Dispose(), () => half.Sample(y, noise, previous).Dispose()];
        try
        {
            set_num_threads(threads);
            double[][] times = [.. engines.Select(_ => new double[Runs])];
            for (int run = -WarmUps; run < Runs; run++)
            {
                for (int i = 0; i < engines.Length; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    engines[i]();
                    times[i][Math.Max(run, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }

            return new(Summarize(times[0]), Summarize(times[1]), Summarize(times[2]));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static EngineTimes Summarize(double[] values) => new(values.Order().ElementAt(values.Length / 2), values.Min());
}
