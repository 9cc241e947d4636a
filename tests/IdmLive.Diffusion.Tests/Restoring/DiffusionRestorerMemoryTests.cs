using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Restoring;

/// <summary>What warm calls leave behind: no tensor, and of managed memory only the short-lived wrappers of tensors.</summary>
public sealed class DiffusionRestorerMemoryTests
{
    private const int Calls = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Warm_calls_leave_no_tensor_and_no_scope(int steps)
    {
        using Restoring restoring = new(64, steps);
        restoring.Call(3);
        long tensors = Tensor.TotalCount, peak = Tensor.PeakCount;
        DisposeScopeManager.Statistics.Reset();
        restoring.Call(Calls);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(peak, Tensor.PeakCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount);
    }

    [Fact]
    public void Managed_memory_of_a_call_is_small_and_does_not_grow_with_the_crop()
    {
        using Restoring small = new(64, 1), large = new(192, 1);
        long ofSmall = small.BytesOfCall(), ofLarge = large.BytesOfCall();
        Assert.InRange(ofSmall, 0, 32 * 1024);
        Assert.InRange(ofLarge, ofSmall - 1024, ofSmall + 1024);
    }

    private sealed class Restoring : IDisposable
    {
        private readonly ModelFixture _model;
        private readonly DiffusionRestorer _restorer;
        private readonly FaceCrop[] _crops;
        private readonly Mat[] _restored;

        public Restoring(int size, int steps)
        {
            _model = new ModelFixture(resolution: size);
            _restorer = new(ModelPackage.Load(_model.Folder), new RestorerOptions { Steps = steps, Arithmetic = Arithmetic.Float32, Threads = 1 });
            _crops = [new FaceCrop(new Mat(size, size, MatType.CV_8UC3, OpenCvSharp.Scalar.All(90)), 1)];
            _restored = [new Mat(size, size, MatType.CV_8UC3)];
        }

        public void Call(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _restorer.Restore(_crops, _restored);
            }
        }

        public long BytesOfCall()
        {
            Call(3);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Call(Calls);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        }

        public void Dispose()
        {
            _restorer.Dispose();
            _crops[0].Pixels.Dispose();
            _restored[0].Dispose();
            _model.Dispose();
        }
    }
}
