using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using Scalar = OpenCvSharp.Scalar;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Restoring;

public sealed class DiffusionRestorerTests : IDisposable
{
    private const int Size = 64;
    private readonly ModelFixture _model = new();
    private readonly DrawnCrops _crops = new(Size);

    public void Dispose()
    {
        _crops.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData(1, Arithmetic.Float32)]
    [InlineData(4, Arithmetic.Float32)]
    [InlineData(4, Arithmetic.BFloat16)]
    public void Untrained_model_gives_back_what_it_got(int steps, Arithmetic arithmetic)
    {
        using ModelFixture untrained = new(untrained: true);
        using DiffusionRestorer restorer = new(ModelPackage.Load(untrained.Folder), new RestorerOptions { Steps = steps, Arithmetic = arithmetic });
        Mat crop = _crops.Draw(1), restored = _crops.Empty();
        restorer.Restore([new FaceCrop(crop, 5)], [restored]);
        Assert.Equal(0, Cv2.Norm(crop, restored, NormTypes.INF));
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_others_do_not()
    {
        using DiffusionRestorer first = Create(4), second = Create(4);
        Mat crop = _crops.Draw(1), a = _crops.Empty(), b = _crops.Empty(), c = _crops.Empty();
        first.Restore([new FaceCrop(crop, 5)], [a]);
        second.Restore([new FaceCrop(crop, 6)], [c]);
        second.Restore([new FaceCrop(crop, 5)], [b]);
        Assert.Equal(0, Cv2.Norm(a, b, NormTypes.INF));
        Assert.True(Cv2.Norm(a, c, NormTypes.INF) > 0);
    }

    [Fact]
    public void Each_crop_of_a_batch_is_restored_as_if_alone()
    {
        using DiffusionRestorer restorer = Create(4);
        Mat[] crops = [_crops.Draw(1), _crops.Draw(2), _crops.Draw(3)];
        Mat[] together = [_crops.Empty(), _crops.Empty(), _crops.Empty()];
        restorer.Restore([.. crops.Select((c, i) => new FaceCrop(c, i))], together);
        for (int i = 0; i < crops.Length; i++)
        {
            Mat alone = _crops.Empty();
            restorer.Restore([new FaceCrop(crops[i], i)], [alone]);
            Assert.InRange(Cv2.Norm(alone, together[i], NormTypes.INF), 0, 1);
        }
    }

    [Fact]
    public void Colours_are_not_exchanged_on_the_way()
    {
        using ModelFixture untrained = new(untrained: true);
        using DiffusionRestorer restorer = new(ModelPackage.Load(untrained.Folder), new RestorerOptions { Steps = 1 });
        Mat crop = _crops.Empty(), restored = _crops.Empty();
        crop.SetTo(new Scalar(10, 100, 200));
        restorer.Restore([new FaceCrop(crop, 1)], [restored]);
        Assert.Equal(new Vec3b(10, 100, 200), restored.At<Vec3b>(7, 9));
    }

    [Fact]
    public void No_tensor_is_left_over_from_a_call()
    {
        using DiffusionRestorer restorer = Create(4);
        Mat[] crops = [_crops.Draw(1), _crops.Draw(2)];
        Mat[] restored = [_crops.Empty(), _crops.Empty()];
        void Call(int n) => restorer.Restore([.. crops.Take(n).Select((c, i) => new FaceCrop(c, i))], [.. restored.Take(n)]);
        Call(1);
        Call(2);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 20; i++)
        {
            Call(1 + (i % 2));
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Disposing_leaves_no_tensor()
    {
        long before = Tensor.TotalCount;
        DiffusionRestorer restorer = Create(4);
        restorer.Restore([new FaceCrop(_crops.Draw(1), 1)], [_crops.Empty()]);
        restorer.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Results_stay_right_while_another_thread_collects_garbage_without_pause()
    {
        using DiffusionRestorer restorer = Create(4);
        Mat crop = _crops.Draw(1), expected = _crops.Empty(), restored = _crops.Empty();
        restorer.Restore([new FaceCrop(crop, 1)], [expected]);
        using RestlessCollector collector = new();
        // A call makes dozens of native calls: 700 are tens of thousands.
        for (int i = 0; i < 700; i++)
        {
            restorer.Restore([new FaceCrop(crop, 1)], [restored]);
            Assert.Equal(0, Cv2.Norm(expected, restored, NormTypes.INF));
        }
    }

    [Fact]
    public void No_crops_are_no_work()
    {
        using DiffusionRestorer restorer = Create(1);
        restorer.Restore([], []);
    }

    [Fact]
    public void Wrong_sizes_types_and_counts_are_refused()
    {
        using DiffusionRestorer restorer = Create(1);
        using Mat small = new(32, 32, MatType.CV_8UC3);
        using Mat grey = new(Size, Size, MatType.CV_8UC1);
        Assert.Contains("32x32", Assert.Throws<ArgumentException>(() => restorer.Restore([new FaceCrop(small, 1)], [_crops.Empty()])).Message);
        Assert.Throws<ArgumentException>(() => restorer.Restore([new FaceCrop(grey, 1)], [_crops.Empty()]));
        Assert.Throws<ArgumentException>(() => restorer.Restore([new FaceCrop(_crops.Draw(1), 1)], []));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Steps_without_levels_are_refused_with_the_possible_ones(int steps)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Create(steps));
        Assert.Contains("1, 2, 4, 10", e.Message);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    public void Unknown_devices_are_refused(string device) =>
        Assert.Throws<ArgumentException>(() => new DiffusionRestorer(ModelPackage.Load(_model.Folder), new RestorerOptions { Device = device }));

    private DiffusionRestorer Create(int steps) =>
        new(ModelPackage.Load(_model.Folder), new RestorerOptions { Steps = steps, Arithmetic = Arithmetic.Float32, Threads = 1 });
}
