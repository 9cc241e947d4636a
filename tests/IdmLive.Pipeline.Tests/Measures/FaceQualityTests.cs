using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class FaceQualityTests
{
    private const string Network = "models/metrics/lightqnet-dm100.pb";

    [Fact]
    public void Blur_lowers_the_quality_the_more_the_stronger_it_is()
    {
        using FaceQuality quality = new(SharedFile.OrSkip(Network));
        using BlazeFaceDetector detector = new();
        double[] means = new double[3];
        string[] files = [.. SharedFile.AllOrSkip("data/faces/test/interfaces").Take(4)];
        foreach (string file in files)
        {
            using Mat image = Cv2.ImRead(file), crop = new(256, 256, MatType.CV_8UC3);
            FaceWarp.ToCrop(image, FaceTemplate.Align(detector.Detect(image)[0].KeyPoints, 256), crop);
            using Mat soft = DrawnPicture.Blurred(crop, 5), softer = DrawnPicture.Blurred(crop, 10);
            double[] scores = [quality.ScoreAligned(crop), quality.ScoreAligned(soft), quality.ScoreAligned(softer)];
            Assert.All(scores, s => Assert.InRange(s, 0, 1));
            means = [.. means.Zip(scores, (m, s) => m + (s / files.Length))];
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", means));
        Assert.True(means[0] > means[1] + 0.02 && means[1] > means[2] + 0.02, string.Join(", ", means));
    }

    [Fact]
    public void An_aligned_crop_has_the_quality_of_the_image_it_was_cut_from()
    {
        using FaceQuality quality = new(SharedFile.OrSkip(Network));
        using BlazeFaceDetector detector = new();
        using Mat image = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces")), crop = new(512, 512, MatType.CV_8UC3);
        FaceKeyPoints points = detector.Detect(image)[0].KeyPoints;
        FaceWarp.ToCrop(image, FaceTemplate.Align(points, 512), crop);
        Assert.Equal(quality.Score(image, points), quality.ScoreAligned(crop), 0.1);
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        Assert.Contains("no network at", Assert.Throws<FileNotFoundException>(() => new FaceQuality("/nowhere/q.pb")).Message, StringComparison.Ordinal);
        string other = SharedFile.OrSkip("models/metrics/niqe_pris_params.npz");
        Assert.Contains("not a network of face quality", Assert.Throws<InvalidDataException>(() => new FaceQuality(other)).Message, StringComparison.Ordinal);
        using FaceQuality quality = new(SharedFile.OrSkip(Network));
        using Mat oblong = new(40, 60, MatType.CV_8UC3, Scalar.All(0)), none = new();
        Assert.Contains("60x40", Assert.Throws<ArgumentException>(() => quality.ScoreAligned(oblong)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => quality.ScoreAligned(none));
    }
}
