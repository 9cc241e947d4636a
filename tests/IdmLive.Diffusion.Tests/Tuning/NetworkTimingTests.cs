using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Diffusion.Tuning;
using IdmLive.Pipeline.Measures;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Tuning;

public sealed class NetworkTimingTests : IDisposable
{
    private static readonly NetworkTimingOptions Two = new() { Sizes = [64, 32], Arithmetics = [Arithmetic.Float32], Threads = [1] };

    private readonly ModelFixture _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Shares_and_floors_follow_from_operations_and_times()
    {
        ModelPackage package = ModelPackage.Load(_model.Folder);
        using NetworkTiming timing = new(package, Two);

        // The peaks come first, a contender for each shape; the second is the fastest.
        double[] peaks = [2, 1, 4];
        NetworkTimingResult result = timing.Judge([.. peaks.Concat([.5, .25]).Select(ms => new TimingFigures(9, ms / 2, ms, 2 * ms))]);
        ConvolutionPeakRow peak = Assert.Single(result.Peaks);
        Assert.Equal(ConvolutionPeak.Shapes[1], peak.Shape);
        Assert.Equal(ConvolutionPeak.Shapes[1].Operations / 1e6, peak.Gflops, 6);
        NetworkTimingRow row = result.Network[0];
        Assert.Equal((64, 1, 2 * package.Network.CountMacs(64)), (row.Pixels, row.Threads, row.Operations));
        Assert.Equal(row.Operations / .5e6, row.Gflops, 6);
        Assert.Equal(row.Gflops / peak.Gflops, row.ShareOfPeak, 9);
        Assert.InRange(row.Done, 1, row.Operations);
        Assert.Equal(row.FloorMs / .5 * row.Operations / row.Done, row.ShareOfPeak, 9);
        Assert.Equal(32, result.Network[1].Pixels);
    }

    [Fact]
    public void Contenders_can_be_called_and_leave_no_tensor()
    {
        long before = Tensor.TotalCount;
        using (NetworkTiming timing = new(ModelPackage.Load(_model.Folder), Two))
        {
            foreach (Action contender in timing.Contenders)
            {
                contender();
                long after = Tensor.TotalCount;
                contender();
                Assert.Equal(after, Tensor.TotalCount);
            }
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Convolutions_have_about_the_same_work() =>
        Assert.All(ConvolutionPeak.Shapes, s => Assert.Equal(1_207_959_552, s.Operations));

    [Fact]
    public void Lists_out_of_range_are_one_sentence()
    {
        ModelPackage package = ModelPackage.Load(_model.Folder);
        string Refusal(NetworkTimingOptions options) => Assert.Throws<ArgumentException>(() => new NetworkTiming(package, options)).Message;
        Assert.Contains("multiples of 4", Refusal(Two with { Sizes = [50] }));
        Assert.Contains("Threads are 0", Refusal(Two with { Threads = [0] }));
        Assert.Contains("fp32, bf16", Refusal(Two with { Arithmetics = [Arithmetic.Auto] }));
    }
}
