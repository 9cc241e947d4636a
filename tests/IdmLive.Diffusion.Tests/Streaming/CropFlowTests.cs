using IdmLive.Diffusion.Streaming;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class CropFlowTests : IDisposable
{
    private const int Size = 256;
    private readonly ChangeMeter _meter = new();
    private readonly CropFlow _flow = new(Size, 14 / 255.0);
    private readonly Mat _earlier = new(), _later = new(), _moved = new(), _trust = new();

    public void Dispose()
    {
        _meter.Dispose();
        _flow.Dispose();
        foreach (Mat mat in (Mat[])[_earlier, _later, _moved, _trust])
        {
            mat.Dispose();
        }
    }

    [Fact]
    public void Shifted_crop_carries_its_result_along()
    {
        using Mat first = Texture(0), second = Texture(5);
        _meter.Reduce(first, _earlier);
        _meter.Reduce(second, _later);
        _flow.Move(_earlier, _later, first, _moved, _trust, 0);
        Rect inner = new(32, 32, 192, 192);
        using Mat moved = new(_moved, inner), wanted = new(second, inner), stayed = new(first, inner);
        double error = Cv2.Norm(moved, wanted, NormTypes.L1) / moved.Total() / 3, before = Cv2.Norm(stayed, wanted, NormTypes.L1) / moved.Total() / 3;
        Assert.True(error < .25 * before, $"{error:F2} levels after moving, {before:F2} before");
        using Mat trust = new(_trust, new Rect(8, 8, 48, 48));
        Assert.InRange(trust.Mean().Val0, .8, 1);
    }

    [Fact]
    public void What_was_not_there_before_is_not_trusted()
    {
        using Mat first = Texture(0), second = Texture(0);
        Cv2.Rectangle(second, new Rect(96, 96, 64, 64), Scalar.All(255), -1);
        _meter.Reduce(first, _earlier);
        _meter.Reduce(second, _later);
        _flow.Stay(_earlier, _later, first, _moved, _trust, 0);
        Assert.InRange(_trust.At<float>(32, 32), 0, .05f);
        Assert.InRange(_trust.At<float>(8, 8), .99f, 1);
    }

    [Fact]
    public void Noise_of_the_camera_is_no_reason_for_mistrust()
    {
        using Mat first = Texture(0), second = first.Clone();
        Cv2.Add(second, Scalar.All(3), second);
        _meter.Reduce(first, _earlier);
        _meter.Reduce(second, _later);
        _flow.Stay(_earlier, _later, first, _moved, _trust, 3 / 255.0);
        Assert.InRange(_trust.Mean().Val0, .97, 1);
        _flow.Stay(_earlier, _later, first, _moved, _trust, 0);
        Assert.InRange(_trust.Mean().Val0, .5, .9);
    }

    private static Mat Texture(double shift)
    {
        Mat picture = new(Size, Size, MatType.CV_8UC3);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                double u = x - shift, v = y - (shift / 2);
                byte value = (byte)(128 + (50 * Math.Sin(u / 13) * Math.Cos(v / 17)) + (40 * Math.Sin((u + v) / 23)));
                picture.Set(y, x, new Vec3b(value, value, value));
            }
        }

        return picture;
    }
}
