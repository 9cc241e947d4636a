using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>How far ONNX Runtime's images are from TorchSharp's.</summary>
/// <param name="Largest">Largest absolute difference, range of images -1..1; no number where either engine gave none.</param>
/// <param name="Values">Number of values compared.</param>
internal readonly record struct ExportComparison(double Largest, int Values)
{
    /// <summary>Largest difference that is rounding.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The graph computes what the model computes.</summary>
    public bool Agrees => Largest <= Tolerance;
}

/// <summary>Runs a graph and the model it was made of on the same drawn inputs.</summary>
internal static class ExportCheck
{
    private const int Seed = 20;

    /// <summary>Compares.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="chain">The model, in 32 bits.</param>
    /// <param name="options">The options that both were made with.</param>
    /// <exception cref="ExportException">ONNX Runtime does not take the graph.</exception>
    public static ExportComparison Compare(byte[] file, FoldedChain chain, ExportOptions options)
    {
        using OnnxSession session = new(file);
        int size = options.Size ?? chain.Package.Manifest.Resolution, multiple = chain.Package.Network.Configuration.SizeMultiple;
        ExportComparison comparison = Compare(session, chain, new ExampleInputs(Seed, 2, size, size, options, chain.NoiseDraws));
        if (options.Size is not null)
        {
            return comparison;
        }

        // A graph for any size has to show it: neither square nor the model's own.
        ExportComparison other = Compare(session, chain, new ExampleInputs(Seed, 1, size + multiple, size / 2 / multiple * multiple, options, chain.NoiseDraws));
        return new(Math.Max(comparison.Largest, other.Largest), comparison.Values + other.Values);
    }

    private static ExportComparison Compare(OnnxSession session, FoldedChain chain, ExampleInputs inputs)
    {
        float[] got = session.Run(inputs);
        using DisposeScope scope = NewDisposeScope();
        Tensor sampled = chain.Sample(inputs.Tensor(ChainGraph.LowQuality), inputs.Tensor(ChainGraph.Noise), inputs.Tensor(ChainGraph.Previous));
        ReadOnlySpan<float> expected = MemoryMarshal.Cast<byte, float>(sampled.contiguous().bytes);
        if (got.Length != expected.Length)
        {
            return new(double.NaN, expected.Length);
        }

        double largest = 0;
        for (int i = 0; i < got.Length; i++)
        {
            // Math.Max passes on what is no number, and that agrees with nothing.
            largest = Math.Max(largest, Math.Abs((double)got[i] - expected[i]));
        }

        return new(largest, got.Length);
    }
}
