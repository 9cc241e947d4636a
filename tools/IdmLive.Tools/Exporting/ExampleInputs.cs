using System.Runtime.InteropServices;
using IdmLive.Diffusion.Restoring;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>Drawn inputs of a graph, the same for both engines; all [batch, channels, height, width], row-major.</summary>
internal sealed class ExampleInputs
{
    private readonly long[] _shape;
    private readonly int _draws;
    private readonly Dictionary<string, float[]> _values;

    /// <summary>Draws inputs.</summary>
    /// <param name="seed">Equal seeds give equal inputs.</param>
    /// <param name="batch">Images.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="options">What the graph takes.</param>
    /// <param name="draws">Noise images of the chain.</param>
    public ExampleInputs(int seed, int batch, int height, int width, ExportOptions options, int draws)
    {
        Random random = new(seed);
        _shape = [batch, 3, height, width];
        _draws = draws;
        int length = batch * 3 * height * width;
        float[] y = DrawImages(random, length);
        _values = new()
        {
            [ChainGraph.LowQuality] = y,
            [ChainGraph.Previous] = options.PreviousInput ? DrawImages(random, length) : y,
            [ChainGraph.Noise] = options.NoiseSeed is long noiseSeed ? RepeatNoise(noiseSeed, draws, height, batch) : DrawNormal(random, length * draws),
        };
    }

    /// <summary>An input for ONNX Runtime; reads this object's memory.</summary>
    public OrtValue Value(string name) => OrtValue.CreateTensorValueFromMemory(_values[name], Shape(name));

    /// <summary>An input as tensor; new, in the surrounding dispose scope.</summary>
    public Tensor Tensor(string name) => tensor(_values[name], Shape(name));

    private static float[] DrawImages(Random random, int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)((random.NextDouble() * 2) - 1);
        }

        return values;
    }

    private static float[] DrawNormal(Random random, int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            // Box-Muller; 1 - u is never zero.
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    /// <summary>The noise that lies in the graph, for each image of the batch.</summary>
    private static float[] RepeatNoise(long seed, int draws, int size, int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor drawn = SeedNoise.Draw(seed, draws, size).contiguous();
        float[] one = MemoryMarshal.Cast<byte, float>(drawn.bytes).ToArray();
        return [.. Enumerable.Repeat(one, batch).SelectMany(n => n)];
    }

    private long[] Shape(string name) => name == ChainGraph.Noise ? [_shape[0], 3L * _draws, _shape[2], _shape[3]] : _shape;
}
