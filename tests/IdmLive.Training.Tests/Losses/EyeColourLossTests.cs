using IdmLive.Pipeline.Faces;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Losses;

public sealed class EyeColourLossTests
{
    private const int Size = 64;

    [Fact]
    public void It_is_the_mean_error_of_red_against_green_and_blue_against_yellow()
    {
        using EyeColourLoss loss = new(Size, CPU);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(.3, loss.Compute(Even(.2f, -.1f, -.25f)).item<float>(), 1e-5);
        Assert.Equal(0, loss.Compute(Even(.2f, .2f, .2f)).item<float>(), 1e-6);
    }

    [Fact]
    public void Colours_away_from_the_eyes_cost_nothing_and_a_gradient_reaches_the_iris()
    {
        using EyeColourLoss loss = new(Size, CPU);
        using DisposeScope scope = NewDisposeScope();
        using Tensor error = Even(.2f, 0, 0).requires_grad_();
        loss.Compute(error).backward();
        float[] gradient = error.grad!.abs().sum(1).data<float>().ToArray();
        FaceKeyPoints p = FaceTemplate.KeyPoints(Size);
        Assert.Equal(0, gradient[(Size - 1) * Size]);
        Assert.Equal(gradient.Max(), gradient[((int)MathF.Round(p.LeftEye.Y) * Size) + (int)MathF.Round(p.LeftEye.X)], gradient.Max() * .1);
    }

    [Fact]
    public void No_tensor_is_left_over()
    {
        long before = Tensor.TotalCount;
        using (NewDisposeScope())
        using (EyeColourLoss loss = new(Size, CPU))
        {
            loss.Compute(rand(2, 3, Size, Size));
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Tensor Even(float red, float green, float blue) => tensor([red, green, blue], [1, 3, 1, 1]).expand(1, 3, Size, Size).contiguous();
}
