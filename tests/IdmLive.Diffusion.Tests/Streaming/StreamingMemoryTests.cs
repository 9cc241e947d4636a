using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Streaming;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Streaming;

/// <summary>What frames of a warm stream leave behind: no tensor, and of managed memory only the short-lived wrappers of tensors and matrices.</summary>
public sealed class StreamingMemoryTests
{
    private const int Calls = 40;

    // Each operation on a tensor or a matrix goes through a wrapper object of a hundred bytes or so; there are some seventy in a warm frame.
    private const long MostBytes = 14 * 1024;

    [Theory]
    [InlineData(128, 1)]
    [InlineData(64, 1)]
    [InlineData(128, 2)]
    [InlineData(0, 1)]
    public void Warm_frames_leave_no_tensor_and_no_scope(int size, int faces)
    {
        using Stream stream = new(128, faces);
        stream.Run(4, 128);
        stream.Run(4, size);
        long tensors = Tensor.TotalCount, peak = Tensor.PeakCount;
        DisposeScopeManager.Statistics.Reset();
        stream.Run(Calls, size);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(peak, Tensor.PeakCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount);
        Assert.Equal(size == 0 ? StreamMode.Warped : StreamMode.Warm, stream.LastMode);
    }

    [Fact]
    public void Managed_memory_of_a_warm_frame_is_small_and_does_not_grow_with_the_crop()
    {
        using Stream small = new(64, 1), large = new(192, 1);
        long ofSmall = small.BytesOfFrame(64), ofLarge = large.BytesOfFrame(192);
        Assert.InRange(ofLarge, 1, MostBytes);
        Assert.InRange(ofLarge, ofSmall - 1024, ofSmall + 1024);
    }

    private sealed class Stream : IDisposable
    {
        private readonly ModelFixture _model;
        private readonly StreamingRestorer _restorer;
        private readonly StreamScene _scene;
        private readonly StreamFace[][] _frames;
        private readonly StreamResult[] _told;
        private int _frame;

        public Stream(int size, int faces)
        {
            _scene = new(size);
            _model = new ModelFixture(resolution: size);
            _restorer = new(
                ModelPackage.Load(_model.Folder),
                new() { Arithmetic = Arithmetic.Float32, Threads = 1, Sizes = size > 64 ? [size, 64] : [size], DriftFloor = 1 });
            _told = new StreamResult[faces];

            // Two pictures in turn, far enough apart for a call along the flow and too near for a cut.
            _frames = [.. Enumerable.Range(0, 2).Select(i => Enumerable.Range(0, faces).Select(f => new StreamFace(f, _scene.Draw(i * 5), _scene.Empty())).ToArray())];
        }

        public StreamMode LastMode => _told[0].Mode;

        public void Run(int times, int size)
        {
            for (int i = 0; i < times; i++)
            {
                _restorer.Restore(_frames[_frame++ & 1], size, _told);
            }
        }

        public long BytesOfFrame(int size)
        {
            Run(6, size);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(Calls, size);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        }

        public void Dispose()
        {
            _restorer.Dispose();
            _scene.Dispose();
            _model.Dispose();
        }
    }
}
