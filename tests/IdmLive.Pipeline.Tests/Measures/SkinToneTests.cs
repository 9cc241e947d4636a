using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class SkinToneTests
{
    [Theory]
    [InlineData(75, 15, 59.04)]
    [InlineData(60, 18, 29.05)]
    [InlineData(35, 14, -46.97)]
    public void Angle_is_that_of_the_cheeks(double lightness, double yellow, double expected)
    {
        using Mat lab = new(1, 1, MatType.CV_32FC3, new Scalar(lightness, 12, yellow)), bgr = new(), bytes = new();
        Cv2.CvtColor(lab, bgr, ColorConversionCodes.Lab2BGR);
        bgr.ConvertTo(bytes, MatType.CV_8UC3, 255);
        Vec3b skin = bytes.At<Vec3b>(0, 0);
        using Mat crop = new(256, 256, MatType.CV_8UC3, new Scalar(skin.Item0, skin.Item1, skin.Item2));

        // Eyes, mouth, hair and wall have other colours.
        Cv2.Rectangle(crop, new Rect(70, 100, 116, 36), Scalar.All(20), -1);
        Cv2.Rectangle(crop, new Rect(90, 178, 76, 20), new Scalar(60, 60, 200), -1);
        Cv2.Rectangle(crop, new Rect(0, 0, 256, 70), Scalar.All(240), -1);
        Assert.Equal(expected, SkinTone.Angle(crop), 2.0);
    }

    [Fact]
    public void Other_pictures_are_refused()
    {
        using Mat wide = new(64, 80, MatType.CV_8UC3), small = new(16, 16, MatType.CV_8UC3);
        Assert.Throws<ArgumentException>(() => SkinTone.Angle(wide));
        Assert.Throws<ArgumentException>(() => SkinTone.Angle(small));
    }
}
