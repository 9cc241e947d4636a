using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class EyeColourTests
{
    private static readonly Scalar Brown = new(40, 60, 90), Blue = new(120, 90, 60);

    [Fact]
    public void Eyes_of_another_colour_are_far_and_one_of_them_half_as_far()
    {
        using Mat brown = Face(Brown, Brown), blue = Face(Blue, Blue), one = Face(Blue, Brown);
        double both = EyeColour.Shift(blue, brown);
        Assert.Equal(0, EyeColour.Shift(brown, brown));
        Assert.InRange(both, 10, 60);
        Assert.Equal(both / 2, EyeColour.Shift(one, brown), .05 * both);
    }

    [Fact]
    public void Neither_brightness_nor_what_is_away_from_the_eyes_counts()
    {
        using Mat face = Face(Scalar.All(60), Scalar.All(60)), brighter = Face(Scalar.All(110), Scalar.All(110)), elsewhere = face.Clone();
        Cv2.Rectangle(elsewhere, new Rect(0, 150, 256, 106), Brown, -1);
        Assert.InRange(EyeColour.Shift(brighter, face), 0, .2);
        Assert.Equal(0, EyeColour.Shift(elsewhere, face));
    }

    [Theory]
    [InlineData(64, 80)]
    [InlineData(16, 16)]
    public void Other_pictures_are_refused(int width, int height)
    {
        using Mat picture = new(height, width, MatType.CV_8UC3, Scalar.All(9));
        Assert.Throws<ArgumentException>(() => EyeColour.Shift(picture, picture));
    }

    private static Mat Face(Scalar right, Scalar left)
    {
        Mat face = new(256, 256, MatType.CV_8UC3, Scalar.All(180));
        FaceKeyPoints p = FaceTemplate.KeyPoints(256);
        Cv2.Circle(face, p.RightEye.ToPoint(), 7, right, -1);
        Cv2.Circle(face, p.LeftEye.ToPoint(), 7, left, -1);
        return face;
    }
}
