using System.Diagnostics;
using IdmLive.Diffusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>Medians of the time of one image, in milliseconds.</summary>
/// <param name="Threads">Threads of one call.</param>
/// <param name="Onnx">ONNX Runtime, 32 bits.</param>
/// <param name="Torch">TorchSharp, 32 bits.</param>
/// <param name="TorchBFloat16">TorchSharp in bfloat16, as the restorer runs where the processor multiplies it.</param>
internal readonly record struct ExportTimes(int Threads, double Onnx, double Torch, double TorchBFloat16);

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

            return new(threads, Median(times[0]), Median(times[1]), Median(times[2]));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
