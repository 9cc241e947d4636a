using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Sampling;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Exporting;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Tests.Exporting;

public sealed class ModelExporterTests : IDisposable
{
    private readonly ExportFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("plain", 1, "Ancestral", "ddpm")]
    [InlineData("plain", 4, "Ancestral", "shift")]
    [InlineData("plain", 2, "Ddim", "shift")]
    [InlineData("whole-pixels", 2, "Ancestral", "ddpm")]
    [InlineData("previous", 1, "Ancestral", "ddpm")]
    [InlineData("previous", 4, "Ancestral", "ddpm")]
    [InlineData("previous", 4, "Ddim", "ddpm")]
    [InlineData("ddpm", 1, "Ancestral", "ddpm")]
    [InlineData("ddpm", 4, "Ancestral", "ddpm")]
    public void Graph_gives_the_models_images(string network, int steps, string sampler, string schedule)
    {
        ModelPackage model = _fixture.Model(network, schedule: schedule);
        ExportOptions options = new() { Steps = steps, Sampler = Enum.Parse<SamplerKind>(sampler) };
        ExportResult result = ModelExporter.Export(model, options, _fixture.File);
        Assert.True(result.Comparison.Largest <= ExportComparison.Tolerance);
        Assert.Equal(2 * 3 * ExportFixture.Size * ExportFixture.Size, result.Comparison.Values);
        AssertGives(model, options, 3, ExportFixture.Size, ExportFixture.Size);
    }

    [Theory]
    [InlineData("previous")]
    [InlineData("ddpm")]
    public void Graph_for_any_size_takes_any_size(string network)
    {
        ModelPackage model = _fixture.Model(network);
        ExportOptions options = new() { Steps = 2, AnySize = true };
        ModelExporter.Export(model, options, _fixture.File);
        AssertGives(model, options, 1, 96, 32);
        AssertGives(model, options, 2, 64, 64);
    }

    [Theory]
    [InlineData(96)]
    [InlineData(32)]
    public void Map_of_places_follows_another_size(int size)
    {
        ModelPackage model = _fixture.Model("previous");
        ExportOptions options = new() { Size = size };
        ModelExporter.Export(model, options, _fixture.File);
        AssertGives(model, options, 1, size, size);
    }

    [Fact]
    public void Graph_with_a_seeds_noise_restores_as_the_restorer_does()
    {
        const long seed = 11;
        ModelPackage model = _fixture.Model("previous");
        ExportOptions options = new() { Steps = 4, NoiseSeed = seed, PreviousInput = false };
        ModelExporter.Export(model, options, _fixture.File);
        using Mat crop = new(ExportFixture.Size, ExportFixture.Size, MatType.CV_8UC3), restored = crop.Clone();
        new Random(3).NextBytes(crop.AsSpan<byte>());
        using (DiffusionRestorer restorer = new(model, new RestorerOptions { Steps = 4, Arithmetic = Arithmetic.Float32 }))
        {
            restorer.Restore([new FaceCrop(crop, seed)], [restored]);
        }

        int area = ExportFixture.Size * ExportFixture.Size;
        byte[] pixels = crop.AsSpan<byte>().ToArray(), expected = restored.AsSpan<byte>().ToArray();
        float[] y = new float[3 * area];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (pixels[(i % area * 3) + 2 - (i / area)] / 127.5f) - 1;
        }

        using InferenceSession session = new(_fixture.File);
        Assert.Equal([ChainGraph.LowQuality], session.InputMetadata.Keys);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(y, [1, 3, ExportFixture.Size, ExportFixture.Size]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [ChainGraph.LowQuality], [input], [ChainGraph.Restored]);
        ReadOnlySpan<float> x = outputs[0].GetTensorDataAsSpan<float>();
        Assert.NotEqual(pixels, expected);
        for (int i = 0; i < y.Length; i++)
        {
            // A value on the edge between two bytes may fall to either side.
            Assert.InRange((x[i] + 1) * 127.5 - expected[(i % area * 3) + 2 - (i / area)], -.51, .51);
        }
    }

    [Fact]
    public void Untrained_model_becomes_a_graph_that_changes_nothing()
    {
        ExportOptions options = new() { Steps = 4 };
        ModelExporter.Export(_fixture.Model("previous", untrained: true), options, _fixture.File);
        ExampleInputs inputs = Draw(options, _fixture.Model("previous", untrained: true), 1, ExportFixture.Size, ExportFixture.Size);
        using OnnxSession session = new(File.ReadAllBytes(_fixture.File));
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(Values(inputs.Tensor(ChainGraph.LowQuality)), session.Run(inputs));
    }

    [Fact]
    public void Previous_frame_is_an_input_that_counts_and_y_stands_in_for_it()
    {
        ModelPackage model = _fixture.Model("previous");
        ExportOptions with = new(), without = new() { PreviousInput = false };
        ModelExporter.Export(model, with, _fixture.File);
        using OnnxSession three = new(File.ReadAllBytes(_fixture.File));
        ModelExporter.Export(model, without, _fixture.File);
        using OnnxSession two = new(File.ReadAllBytes(_fixture.File));
        Assert.Equal(["y", "noise", "previous"], three.Inputs);
        Assert.Equal(["y", "noise"], two.Inputs);

        // Both graphs see the same y and noise each time; once the previous frame is y again, once it is a picture of its own.
        ExampleInputs alone = Draw(without, model, 1, ExportFixture.Size, ExportFixture.Size), all = Draw(with, model, 1, ExportFixture.Size, ExportFixture.Size);
        float[] expected = two.Run(alone);
        Assert.Equal(expected, three.Run(alone));
        Assert.True(Largest(two.Run(all), three.Run(all)) > .01, "the previous frame changes nothing");
    }

    [Fact]
    public void Graph_that_computes_something_else_is_not_written()
    {
        ExportOptions options = new ExportOptions().For(_fixture.Model("plain").Manifest);
        ModelExporter.Export(_fixture.Model("plain"), options, _fixture.File);
        byte[] before = File.ReadAllBytes(_fixture.File);
        using FoldedChain chain = new(_fixture.Model("plain"), options), other = new(_fixture.Model("plain", seed: 2), options);
        byte[] wrong = ChainGraph.Create(other, options);
        ExportException e = Assert.Throws<ExportException>(() => ModelExporter.WriteChecked(wrong, chain, options, _fixture.File));
        Assert.Contains("differ from TorchSharp's by up to", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_fixture.File));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_fixture.File)!));
    }

    [Fact]
    public void Difference_that_is_no_number_agrees_with_nothing()
    {
        Assert.False(new ExportComparison(double.NaN, 1).Agrees);
        Assert.False(new ExportComparison(1.01e-4, 1).Agrees);
        Assert.True(new ExportComparison(.99e-4, 1).Agrees);
    }

    [Fact]
    public void Levels_share_the_weights_in_which_they_do_not_differ()
    {
        long one = ModelExporter.Export(_fixture.Model("ddpm"), new ExportOptions(), _fixture.File).Bytes;
        long ten = ModelExporter.Export(_fixture.Model("ddpm"), new ExportOptions { Steps = 10 }, _fixture.File).Bytes;
        Assert.InRange(ten, one + 1000, 1.5 * one);
    }

    [Fact]
    public void Export_leaves_no_tensor()
    {
        ModelPackage model = _fixture.Model("previous");
        long before = Tensor.TotalCount;
        ModelExporter.Export(model, new ExportOptions { Steps = 4, NoiseSeed = 3 }, _fixture.File);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Both_engines_are_timed()
    {
        ModelPackage model = _fixture.Model("plain");
        ExportOptions options = new ExportOptions().For(model.Manifest);
        ModelExporter.Export(model, options, _fixture.File);
        ExportTimes times = ExportTiming.Measure(model, options, File.ReadAllBytes(_fixture.File), 1);
        Assert.All([times.Onnx, times.Torch, times.TorchBFloat16], t => Assert.InRange(t.Median, t.Shortest, 10_000));
        Assert.All([times.Onnx, times.Torch, times.TorchBFloat16], t => Assert.True(t.Shortest > 0));
    }

    private static ExampleInputs Draw(ExportOptions options, ModelPackage model, int batch, int height, int width)
    {
        using FoldedChain chain = new(model, options.For(model.Manifest));
        return new ExampleInputs(5, batch, height, width, options.For(model.Manifest), chain.NoiseDraws);
    }

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();

    private static double Largest(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();

    /// <summary>The written file against the model on inputs that the export itself did not use.</summary>
    private void AssertGives(ModelPackage model, ExportOptions options, int batch, int height, int width)
    {
        ExportOptions whole = options.For(model.Manifest);
        using FoldedChain chain = new(model, whole);
        ExampleInputs inputs = Draw(options, model, batch, height, width);
        using OnnxSession session = new(File.ReadAllBytes(_fixture.File));
        float[] got = session.Run(inputs);
        using DisposeScope scope = NewDisposeScope();
        Tensor y = inputs.Tensor(ChainGraph.LowQuality);
        float[] expected = Values(chain.Sample(y, inputs.Tensor(ChainGraph.Noise), inputs.Tensor(ChainGraph.Previous)));
        Assert.Equal(expected.Length, got.Length);
        Assert.InRange(Largest(expected, got), 0, ExportComparison.Tolerance);

        // Clipped values agree whatever the network does: most must not be, and the network must have changed something.
        Assert.True(expected.Count(v => Math.Abs(v) < 1) > expected.Length / 2, "most values are clipped");
        Assert.True(Largest(expected, Values(y)) > .01, "the drawn network gives nothing to compare");
    }
}
