using IdmLive.Diffusion.Restoring;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Restoring;

public sealed unsafe class ColourPlanesTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(7)]
    [InlineData(1)]
    public void Every_byte_comes_back(int size)
    {
        using Mat picture = new(size, size, MatType.CV_8UC3), back = new(size, size, MatType.CV_8UC3, Scalar.All(9));
        new RNG(1).Fill(picture, DistributionType.Uniform, Scalar.All(0), Scalar.All(256));
        float[] planes = new float[3 * size * size];
        fixed (float* p = planes)
        {
            ColourPlanes.Read(picture, p);
            ColourPlanes.Write(p, back);
        }

        Assert.Equal(0, Cv2.Norm(picture, back, NormTypes.INF));
        Vec3b last = picture.At<Vec3b>(size - 1, size - 1);
        Assert.Equal((last.Item2 / 127.5) - 1, planes[(size * size) - 1], 1e-6);
        Assert.Equal((last.Item0 / 127.5) - 1, planes[^1], 1e-6);
    }

    [Fact]
    public void Numbers_are_rounded_and_cut_off()
    {
        const int Size = 8;
        float[] values = [-5, -1, 1, 5, 0, (2 * 100.4f / 255) - 1, (2 * 100.6f / 255) - 1, float.PositiveInfinity];
        float[] planes = [.. Enumerable.Range(0, 3 * Size).SelectMany(_ => values)];
        using Mat picture = new(Size, Size, MatType.CV_8UC3);
        fixed (float* p = planes)
        {
            ColourPlanes.Write(p, picture);
        }

        byte[] expected = [0, 0, 255, 255, 128, 100, 101, 255];
        for (int x = 0; x < Size; x++)
        {
            Assert.Equal(new Vec3b(expected[x], expected[x], expected[x]), picture.At<Vec3b>(3, x));
        }
    }
}
