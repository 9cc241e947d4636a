using IdmLive.Tools.Sample;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Sample;

public sealed class WebcamTests
{
    private static readonly WebcamOptions Perfect = new()
    {
        LensBlur = 0.01,
        SensorScale = 1,
        Vignette = 0,
        WhiteBalance = (1, 1, 1),
        ReadNoise = 0,
        ShotNoise = 0,
        ColourSmear = 0.01,
        SharpenAmount = 0,
    };

    [Fact]
    public void A_perfect_camera_shows_what_there_is()
    {
        using Mat scene = Edge(40, 200), picture = new(), difference = new();
        using Webcam webcam = new(Perfect, seed: 1);
        webcam.Take([scene], picture);
        Cv2.Absdiff(scene, picture, difference);
        Cv2.MinMaxLoc(difference.Reshape(1), out _, out double largest);
        Assert.True(largest <= 1, $"a pixel differs by {largest} levels");
    }

    [Fact]
    public void A_long_exposure_adds_light_not_levels()
    {
        using Mat dark = Flat(0), bright = Flat(255), picture = new();
        using Webcam webcam = new(Perfect, seed: 1);
        webcam.Take([dark, bright], picture);
        Assert.InRange(picture.At<Vec3b>(30, 30).Item0, Math.Round(255 * Math.Pow(0.5, 1 / 2.2)) - 1, Math.Round(255 * Math.Pow(0.5, 1 / 2.2)) + 1);
    }

    [Fact]
    public void Read_noise_has_the_deviation_that_was_asked_for_and_is_fresh_in_every_picture()
    {
        // Around full scale / 2 in linear light one level is 255 / 2.2 x 0.5^(1/2.2 - 1) of it.
        using Mat grey = Flat((int)Math.Round(255 * Math.Pow(0.5, 1 / 2.2))), first = new(), second = new(), difference = new();
        using Webcam webcam = new(Perfect with { ReadNoise = 0.02 }, seed: 1);
        webcam.Take([grey], first);
        webcam.Take([grey], second);
        Cv2.MeanStdDev(first, out _, out Scalar deviation);
        double expected = 0.02 * 255 / 2.2 * Math.Pow(0.5, (1 / 2.2) - 1);

        // Colour is smeared after the noise; what stays of it in green is near the luma's share, below the whole and above half.
        Assert.InRange(deviation.Val1, expected * 0.5, expected * 1.05);
        Cv2.Absdiff(first, second, difference);
        Assert.True(Cv2.Mean(difference).Val1 > expected * 0.3);
    }

    [Fact]
    public void Sharpening_puts_halos_on_both_sides_of_an_edge()
    {
        using Mat scene = Edge(80, 160), picture = new();
        using Webcam webcam = new(Perfect with { SharpenAmount = 0.8, SharpenRadius = 1.8 }, seed: 1);
        webcam.Take([scene], picture);
        Assert.True(picture.At<Vec3b>(32, 31).Item0 < 70);
        Assert.True(picture.At<Vec3b>(32, 32).Item0 > 170);
        Assert.InRange(picture.At<Vec3b>(32, 5).Item0, 79, 81);
    }

    [Fact]
    public void One_seed_gives_one_picture()
    {
        using Mat scene = Edge(40, 200), first = new(), same = new(), other = new();
        using (Webcam webcam = new(new WebcamOptions(), seed: 1))
        {
            webcam.Take([scene], first);
        }

        using (Webcam webcam = new(new WebcamOptions(), seed: 1))
        {
            webcam.Take([scene], same);
        }

        using (Webcam webcam = new(new WebcamOptions(), seed: 2))
        {
            webcam.Take([scene], other);
        }

        Assert.Equal(0, Cv2.Norm(first, same));
        Assert.NotEqual(0, Cv2.Norm(first, other));
    }

    private static Mat Flat(int level) => new(64, 64, MatType.CV_8UC3, Scalar.All(level));

    private static Mat Edge(int left, int right)
    {
        Mat edge = Flat(left);
        Cv2.Rectangle(edge, new Rect(32, 0, 32, 64), Scalar.All(right), -1);
        return edge;
    }
}
