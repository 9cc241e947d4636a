using IdmLive.Pipeline.Faces;
using IdmLive.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Losses;

public sealed class FaceEmphasisTests
{
    [Theory]
    [InlineData(256, 1)]
    [InlineData(64, 3)]
    public void The_mean_weight_is_one_at_any_fraction_of_the_size(int width, int channels)
    {
        using FaceEmphasis emphasis = new(256, 4, CPU);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(1, emphasis.Mean(ones(2, channels, width, width), 0, 0, 256).item<float>(), 1e-4);
    }

    [Fact]
    public void An_eye_weighs_as_many_times_a_corner_as_was_asked()
    {
        using FaceEmphasis emphasis = new(256, 4, CPU);
        using DisposeScope scope = NewDisposeScope();
        FaceKeyPoints p = FaceTemplate.KeyPoints(256);
        float eye = At((int)MathF.Round(p.LeftEye.X), (int)MathF.Round(p.LeftEye.Y)), mouth = At(128, (int)MathF.Round(p.LeftMouthCorner.Y)), corner = At(255, 0);
        Assert.Equal(5, eye / corner, .02);
        Assert.InRange(mouth / corner, 1.5f, 5);

        float At(int x, int y)
        {
            float[] values = new float[256 * 256];
            values[(y * 256) + x] = 1;
            return emphasis.Mean(tensor(values, [1, 1, 256, 256]), 0, 0, 256).item<float>();
        }
    }

    [Fact]
    public void A_cut_weighs_what_lies_in_it()
    {
        using FaceEmphasis emphasis = new(256, 4, CPU);
        using DisposeScope scope = NewDisposeScope();
        Tensor cut = ones(1, 1, 8, 8);
        FaceKeyPoints p = FaceTemplate.KeyPoints(256);
        float eye = emphasis.Mean(cut, (int)p.LeftEye.X - 8, (int)p.LeftEye.Y - 8, 16).item<float>(), corner = emphasis.Mean(cut, 0, 0, 16).item<float>();
        Assert.InRange(eye / corner, 4, 5);
    }

    [Fact]
    public void Without_strength_it_is_the_plain_mean_and_no_tensor_is_left_over()
    {
        long before = Tensor.TotalCount;
        using (DisposeScope scope = NewDisposeScope())
        using (FaceEmphasis emphasis = new(64, 0, CPU))
        {
            Tensor values = rand(2, 3, 32, 32);
            Assert.Equal(values.mean().item<float>(), emphasis.Mean(values, 0, 0, 64).item<float>(), 1e-6);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
