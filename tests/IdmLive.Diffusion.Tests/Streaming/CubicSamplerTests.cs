using IdmLive.Diffusion.Streaming;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class CubicSamplerTests
{
    [Theory]
    [InlineData(64, 0)]
    [InlineData(64, 3)]
    [InlineData(40, 30)]
    [InlineData(3, 2)]
    public void Gives_what_the_library_gives(int size, double reach)
    {
        using Mat picture = new(size, size + 2, MatType.CV_8UC3), places = new(50, 44, MatType.CV_32FC2), none = new();
        RNG random = new(1);
        random.Fill(picture, DistributionType.Uniform, Scalar.All(0), Scalar.All(255));
        for (int y = 0; y < 50; y++)
        {
            for (int x = 0; x < 44; x++)
            {
                places.At<Vec2f>(y, x) = new((float)(x + random.Uniform(-reach, reach)), (float)(y + random.Uniform(-reach, reach)));
            }
        }

        using Mat whole = new(), fraction = new(), expected = new(), actual = new();
        Cv2.ConvertMaps(places, none, whole, fraction, MatType.CV_16SC2);
        Cv2.Remap(picture, expected, whole, fraction, InterpolationFlags.Cubic, BorderTypes.Replicate);
        CubicSampler.Sample(picture, whole, fraction, actual);
        Assert.Equal(expected.Size(), actual.Size());

        // Both round their weights, each in its own way.
        Assert.InRange(Cv2.Norm(expected, actual, NormTypes.INF), 0, 1);
        Assert.InRange(Cv2.Norm(expected, actual, NormTypes.L1) / (3 * actual.Total()), 0, .02);
    }
}
