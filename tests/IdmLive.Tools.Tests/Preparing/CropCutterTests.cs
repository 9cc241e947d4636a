using IdmLive.Pipeline.Faces;
using IdmLive.Tools.Preparing;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Preparing;

public sealed class CropCutterTests
{
    [Fact]
    public void Face_of_a_crop_lies_where_the_template_says()
    {
        string[] files = [.. SharedFile.AllOrSkip("data/faces/train/congress").Take(3)];
        using CropCutter cutter = new(new CropRules { Sizes = [256] });
        using BlazeFaceDetector detector = new();
        FaceKeyPoints wanted = FaceTemplate.KeyPoints(256);
        foreach (string file in files)
        {
            using Mat image = Cv2.ImRead(file);
            CropCut cut = Assert.Single(cutter.Cut(image));
            using Mat crop = Cv2.ImDecode(cut.Pictures[0].Png, ImreadModes.Color);
            FaceKeyPoints found = detector.Detect(crop)[0].KeyPoints;
            Assert.All(
                new[] { found.RightEye - wanted.RightEye, found.LeftEye - wanted.LeftEye, found.Nose - wanted.Nose },
                p => Assert.InRange(Math.Sqrt((p.X * p.X) + (p.Y * p.Y)), 0, 12));
        }
    }

    [Fact]
    public void Two_persons_are_no_copies_and_a_compressed_portrait_is()
    {
        string[] files = [.. SharedFile.AllOrSkip("data/faces/train/congress").Take(6)];
        CropRules rules = new() { Sizes = [256] };
        using CropCutter cutter = new(rules);
        List<byte[]> thumbnails = [], copies = [];
        foreach (string file in files)
        {
            using Mat image = Cv2.ImRead(file);
            thumbnails.Add(cutter.Cut(image)[0].Thumbnail);
            Cv2.ImEncode(".jpg", image[new Rect(4, 6, image.Width - 10, image.Height - 8)], out byte[] bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, 50));
            using Mat copy = Cv2.ImDecode(bytes, ImreadModes.Color);
            copies.Add(cutter.Cut(copy)[0].Thumbnail);
        }

        for (int i = 0; i < files.Length; i++)
        {
            for (int j = 0; j < files.Length; j++)
            {
                double likeness = PictureLikeness.Of(thumbnails[i], copies[j]);
                Assert.True(i == j == likeness >= rules.CopyLikeness, $"{files[i]} and {files[j]}: {likeness}");
            }
        }
    }
}
