using IdmLive.Diffusion.Models;
using IdmLive.Training.Losses;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using static IdmLive.Training.Tests.Losses.LossValues;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Training.Tests.Losses;

public sealed class PerceptualLossTests
{
    [Fact]
    public void Features_are_those_of_the_onnx_runtime()
    {
        string file = NetworkOrSkip();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor picture = Pictures(1, 224, seed: 3);
        using ResNetFeatures features = new(file, ResNetFeatures.MaxStages, CPU, ScalarType.Float32);
        Tensor[] ours = features.Forward(picture);

        // What the package's preprocessing does: BGR levels less their means.
        float[] rgb = Floats(picture), means = [103.063f, 115.903f, 123.152f];
        DenseTensor<float> input = new([1, 3, 224, 224]);
        for (int i = 0; i < rgb.Length; i++)
        {
            int channel = 2 - (i / (224 * 224));
            input.SetValue((channel * 224 * 224) + (i % (224 * 224)), ((rgb[i] + 1) * 127.5f) - means[channel]);
        }

        using InferenceSession session = new(WithOutputs(file, "ReLU253_Output_0", "ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0"));
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor(session.InputMetadata.Keys.First(), input)]);
        Assert.Equal(ours.Length, outputs.Count - 1);
        foreach ((Tensor stage, DisposableNamedOnnxValue wanted) in ours.Zip(outputs.Skip(1)))
        {
            float[] theirs = [.. wanted.AsEnumerable<float>()], got = Floats(stage);
            Assert.Equal(theirs.Length, got.Length);
            Assert.InRange(theirs.Zip(got).Max(p => Math.Abs(p.First - p.Second)), 0, 1e-4f * theirs.Max());
        }
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences()
    {
        using PerceptualLoss loss = new(NetworkOrSkip(), CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Pictures(1, 32, seed: 4);
        Tensor x0 = Pictures(1, 32, seed: 5).requires_grad_(true);
        Assert.Equal(1, SlopeAlongGradient((a, b) => loss.Compute(a, b), x0, x, 0.02f), 0.03);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Loss_is_zero_for_equal_pictures_and_grows_with_blur(ScalarType type)
    {
        using PerceptualLoss loss = new(NetworkOrSkip(), CPU, type);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor x = Pictures(2, 64, seed: 6);
        float[] grown = [.. new[] { 1, 3, 5, 9 }.Select(width => Value(loss.Compute(Blurred(x, width), x)))];
        Assert.Equal(0, grown[0]);
        Assert.True(grown[1] > 0.01 && grown[2] > 1.1 * grown[1] && grown[3] > 1.1 * grown[2], string.Join(" ", grown));
    }

    [Fact]
    public void Sixteen_bits_give_nearly_the_value_of_thirty_two()
    {
        string file = NetworkOrSkip();
        using PerceptualLoss narrow = new(file, CPU, ScalarType.BFloat16), wide = new(file, CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Pictures(2, 64, seed: 7), y = Blurred(x, 3);
        Assert.Equal(1, Value(narrow.Compute(y, x)) / Value(wide.Compute(y, x)), 0.05);
    }

    [Fact]
    public void Only_the_restored_picture_gets_a_gradient_and_no_tensor_is_left_over()
    {
        string file = NetworkOrSkip();
        long before = Tensor.TotalCount;
        using (DisposeScope scope = NewDisposeScope())
        using (PerceptualLoss loss = new(file, CPU, ScalarType.BFloat16, stages: 4))
        {
            Tensor x = Pictures(1, 64, seed: 8).requires_grad_(true), x0 = Pictures(1, 64, seed: 9).requires_grad_(true);
            loss.Compute(x0, x).backward();
            Assert.Null(x.grad);
            Assert.Contains(Floats(x0.grad!), g => g != 0);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using PerceptualLoss loss = new(NetworkOrSkip(), CPU, ScalarType.Float32, stages: 1);
        using DisposeScope scope = NewDisposeScope();
        ArgumentException e = Assert.Throws<ArgumentException>(() => loss.Compute(zeros(1, 3, 40, 32), zeros(1, 3, 40, 32)));
        Assert.Contains("[1, 3, 40, 32]", e.Message);
    }

    [Fact]
    public void Another_network_is_refused_in_a_sentence()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "This is no network.");
            ModelException e = Assert.Throws<ModelException>(() => new PerceptualLoss(path, CPU, ScalarType.Float32));
            Assert.Contains(path, e.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string NetworkOrSkip()
    {
        Assert.SkipUnless(File.Exists(PerceptualLoss.PackagedFile), "needs networks/ResNet18.onnx beside the program, which the build takes from its package");
        return PerceptualLoss.PackagedFile;
    }

    // The file with maps inside the network named as outputs (protobuf joins a second message of a field to the first).
    private static byte[] WithOutputs(string file, params string[] names)
    {
        byte[] floats = [0x12, 0x04, 0x0a, 0x02, 0x08, 0x01]; // type { tensor_type { elem_type: FLOAT } }
        byte[] outputs = [.. names.SelectMany(n => Message(12, [.. Message(1, System.Text.Encoding.UTF8.GetBytes(n)), .. floats]))];
        return [.. File.ReadAllBytes(file), .. Message(7, outputs)];

        static byte[] Message(int field, byte[] content) => content.Length < 128
            ? [(byte)((field << 3) | 2), (byte)content.Length, .. content]
            : [(byte)((field << 3) | 2), (byte)(content.Length | 128), (byte)(content.Length >> 7), .. content];
    }

    // Smooth shapes and some noise, -1..1.
    private static Tensor Pictures(int count, int size, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count * 3 * size * size];
        for (int plane = 0; plane < count * 3; plane++)
        {
            double a = random.NextDouble() * 0.6, b = random.NextDouble() * 0.6, c = random.NextDouble() * 6;
            for (int i = 0; i < size * size; i++)
            {
                double wave = Math.Sin((a * (i % size)) + (b * (i / size)) + c);
                values[(plane * size * size) + i] = (float)((0.7 * Math.Sign(wave) * Math.Sqrt(Math.Abs(wave))) + (0.3 * ((2 * random.NextDouble()) - 1)));
            }
        }

        return tensor(values, [count, 3, size, size]);
    }

    private static Tensor Blurred(Tensor pictures, int width) =>
        nn.functional.avg_pool2d(pictures, width, 1, width / 2, ceil_mode: false, count_include_pad: false);
}
