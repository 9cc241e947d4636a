using System.Runtime.InteropServices;
using IdmLive.Training.Intrinsic;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class FlatAdamTests
{
    [Fact]
    public void Steps_follow_the_published_formulas()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] start = [1f, -2f, .5f];
        float[] gradient = [.3f, -.1f, .2f];
        Tensor weights = tensor(start).requires_grad_(true);
        using FlatAdam adam = new(weights, clip: 10);
        double[] w = [.. start.Select(v => (double)v)], m = new double[3], v = new double[3], average = [.. w];
        for (int t = 1; t <= 5; t++)
        {
            weights.mul(tensor(gradient)).sum().backward();
            adam.Step(.01, .9);
            double decay = Math.Min(.9, (1.0 + t) / (10 + t));
            for (int i = 0; i < 3; i++)
            {
                m[i] = (.9 * m[i]) + (.1 * gradient[i]);
                v[i] = (.99 * v[i]) + (.01 * gradient[i] * gradient[i]);
                w[i] -= .01 * (m[i] / (1 - Math.Pow(.9, t))) / Math.Sqrt(v[i] / (1 - Math.Pow(.99, t)));
                average[i] = (decay * average[i]) + ((1 - decay) * w[i]);
            }
        }

        AssertClose(w, weights);
        AssertClose(average, adam.Average);
    }

    [Fact]
    public void Long_gradients_are_shortened_to_the_clip()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = zeros(2).requires_grad_(true);
        using FlatAdam adam = new(weights, clip: 1);
        weights.mul(tensor(new[] { 30f, 40f })).sum().backward();
        Assert.Equal(50f, adam.Step(.1, .9), 1e-3f);
        AssertClose([.06, .08], adam.First);
    }

    [Fact]
    public void Gradient_is_cleared_after_a_step()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = ones(2).requires_grad_(true);
        using FlatAdam adam = new(weights, clip: 1);
        weights.sum().backward();
        adam.Step(.1, .9);
        AssertClose([0, 0], weights.grad!);
    }

    private static void AssertClose(double[] expected, Tensor got)
    {
        using Tensor values = got.detach().clone();
        float[] floats = MemoryMarshal.Cast<byte, float>(values.bytes).ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], floats[i], 1e-5);
        }
    }
}
