using System.Security.Cryptography;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class FaceEmbedderTests
{
    [Fact]
    public void The_embedded_network_is_the_file_that_its_notice_names()
    {
        using Stream stream = typeof(FaceEmbedder).Assembly.GetManifestResourceStream("faceplugin-feature.onnx")!;
        Assert.Equal("87AACDFE57510DB2AF90C0251DF680E8EEC88F122EE94712121D09BCAAAF3581", Convert.ToHexString(SHA256.HashData(stream)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.4472135955)]
    public void Cosine_is_that_of_the_angle_whatever_the_lengths(double slope, double expected)
    {
        float[] a = [3, 0], b = slope switch { 1 => [7, 0], -1 => [-2, 0], 0 => [0, 5], _ => [(float)slope, 1] };
        Assert.Equal(expected, FaceEmbedder.Cosine(a, b), 1e-6);
    }

    [Fact]
    public void Embeddings_that_do_not_compare_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FaceEmbedder.Cosine([1, 2], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => FaceEmbedder.Cosine([0, 0], [1, 2]));
    }

    [Fact]
    public void A_network_that_does_not_fit_the_specification_is_refused()
    {
        string other = SharedFile.OrSkip("models/identity/mobilefacenet-foamliu.onnx");
        Assert.Contains("128", Assert.Throws<InvalidDataException>(() => new FaceEmbedder(FaceEmbedderSpec.Faceplugin, other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FaceEmbedder(FaceEmbedderSpec.MobileFaceNet));
    }

    [Theory]
    [InlineData("faceplugin")]
    [InlineData("mobilefacenet")]
    public void Two_moments_of_one_person_are_closer_than_any_two_persons(string name)
    {
        using FaceEmbedder embedder = Open(name);
        using BlazeFaceDetector detector = new();
        string[] files = ["data/video/talk-1.mp4", "data/video/talk-2.mp4"];
        float[][] early = [.. files.Select(f => At(f, frame: 5))], late = [.. files.Select(f => At(f, frame: 150))];

        double same = Math.Min(FaceEmbedder.Cosine(early[0], late[0]), FaceEmbedder.Cosine(early[1], late[1]));
        double different = Math.Max(FaceEmbedder.Cosine(early[0], late[1]), FaceEmbedder.Cosine(early[1], late[0]));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: same {same:0.000}, different {different:0.000}");
        Assert.True(same > 0.6, $"one person: {same}");
        Assert.True(different < 0.4, $"two persons: {different}");

        float[] At(string file, int frame)
        {
            using VideoCapture capture = new(SharedFile.OrSkip(file));
            using Mat image = new();
            for (int i = 0; i <= frame; i++)
            {
                Assert.True(capture.Read(image));
            }

            return embedder.Embed(image, Assert.Single(detector.Detect(image)).KeyPoints);
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void An_aligned_crop_gives_the_embedding_of_the_image_it_was_cut_from(int size)
    {
        using FaceEmbedder embedder = new();
        using BlazeFaceDetector detector = new();
        using Mat image = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces")), crop = new(size, size, MatType.CV_8UC3);
        FaceKeyPoints points = detector.Detect(image)[0].KeyPoints;
        FaceWarp.ToCrop(image, FaceTemplate.Align(points, size), crop);
        Assert.True(FaceEmbedder.Cosine(embedder.Embed(image, points), embedder.EmbedAligned(crop)) > 0.9);
    }

    private static FaceEmbedder Open(string name) => name == "faceplugin"
        ? new()
        : new(FaceEmbedderSpec.MobileFaceNet, SharedFile.OrSkip("models/identity/mobilefacenet-foamliu.onnx"));
}
