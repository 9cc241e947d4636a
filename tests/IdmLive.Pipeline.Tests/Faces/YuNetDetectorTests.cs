using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class YuNetDetectorTests
{
    private const string Model = "models/detect/face_detection_yunet_2023mar.onnx";

    [Fact]
    public void It_agrees_with_the_embedded_detector_on_a_portrait()
    {
        using YuNetDetector yuNet = new(SharedFile.OrSkip(Model));
        using BlazeFaceDetector blazeFace = new();
        using Mat photograph = Portrait.Load();
        DetectedFace a = Assert.Single(yuNet.Detect(photograph)), b = Assert.Single(blazeFace.Detect(photograph));
        Assert.InRange(a.KeyPoints.RightEye.DistanceTo(b.KeyPoints.RightEye), 0, 6);
        Assert.InRange(a.KeyPoints.LeftMouthCorner.DistanceTo(b.KeyPoints.LeftMouthCorner), 0, 9);
        Assert.InRange(NonMaximumSuppression.Overlap(a.Box, b.Box), 0.5f, 1);
    }

    [Fact]
    public void A_large_picture_gives_places_in_its_own_pixels()
    {
        using YuNetDetector yuNet = new(SharedFile.OrSkip(Model));
        SimilarityTransform placement = Portrait.Placement(420, 1000, 640);
        using Mat picture = Portrait.Scene(2000, 1300, placement);
        DetectedFace face = Assert.Single(yuNet.Detect(picture));
        Point2d eye = placement.Map(new(Portrait.KeyPoints.LeftEye.X, Portrait.KeyPoints.LeftEye.Y));
        Assert.InRange(eye.DistanceTo(new(face.KeyPoints.LeftEye.X, face.KeyPoints.LeftEye.Y)), 0, 30);
    }

    [Fact]
    public void A_picture_without_a_face_has_none()
    {
        using YuNetDetector yuNet = new(SharedFile.OrSkip(Model));
        using Mat picture = Portrait.Background(640, 480, seed: 4), small = new(8, 9, MatType.CV_8UC3, Scalar.All(50));
        Assert.Empty(yuNet.Detect(picture));
        Assert.Empty(yuNet.Detect(small));
    }

    [Fact]
    public void A_missing_file_and_one_that_is_no_model_are_named()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, wrong = Path.Combine(folder, "wrong.onnx"), missing = Path.Combine(folder, "none.onnx");
        try
        {
            File.WriteAllText(wrong, "this is no network");
            Assert.Contains("none.onnx does not exist", Assert.Throws<FileNotFoundException>(() => new YuNetDetector(missing)).Message, StringComparison.Ordinal);
            Assert.Contains("wrong.onnx is not a YuNet model", Assert.Throws<InvalidDataException>(() => new YuNetDetector(wrong)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Another_network_is_refused()
    {
        string other = SharedFile.OrSkip("models/detect/face_detection_back_256x256_barracuda.onnx");
        Assert.Throws<InvalidDataException>(() => new YuNetDetector(other));
    }
}
