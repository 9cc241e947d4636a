using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class LpipsTests
{
    private const string Network = "models/metrics/lpips_squeeze_v01.onnx";

    [Fact]
    public void Random_noise_pairs_of_100_pixels_average_the_published_distance()
    {
        using Lpips lpips = new(SharedFile.OrSkip(Network));
        Random random = new(1);
        double sum = 0;
        for (int i = 0; i < 10; i++)
        {
            using Mat a = Noise(random), b = Noise(random);
            sum += lpips.Distance(a, b);
        }

        Assert.InRange(sum / 10, 0.09, 0.11);
    }

    [Fact]
    public void Equal_pictures_have_no_distance_and_blur_has_more_the_stronger_it_is()
    {
        using Lpips lpips = new(SharedFile.OrSkip(Network));
        using Mat face = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces"));
        using Mat picture = new(), soft = new(), softer = new();
        Cv2.Resize(face, picture, new Size(128, 128), 0, 0, InterpolationFlags.Area);
        Cv2.GaussianBlur(picture, soft, default, 1);
        Cv2.GaussianBlur(picture, softer, default, 3);
        Assert.Equal(0, lpips.Distance(picture, picture), 1e-6);
        double little = lpips.Distance(soft, picture), much = lpips.Distance(softer, picture);
        Assert.InRange(little, 0.005, much);
        Assert.True(much > 2 * little, $"{little} and {much}");
    }

    [Fact]
    public void A_file_that_is_no_such_network_is_refused_in_a_sentence()
    {
        Assert.Contains("no network at", Assert.Throws<FileNotFoundException>(() => new Lpips("/nowhere/lpips.onnx")).Message, StringComparison.Ordinal);
        string text = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllText(text, "not a network");
        try
        {
            Assert.Contains("not an ONNX network", Assert.Throws<InvalidDataException>(() => new Lpips(text)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(text);
        }
    }

    private static Mat Noise(Random random)
    {
        Mat noise = new(100, 100, MatType.CV_8UC3);
        for (int y = 0; y < 100; y++)
        {
            for (int x = 0; x < 100; x++)
            {
                noise.At<Vec3b>(y, x) = new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            }
        }

        return noise;
    }
}
