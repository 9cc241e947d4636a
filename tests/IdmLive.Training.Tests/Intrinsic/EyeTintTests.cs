using IdmLive.Pipeline.Faces;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class EyeTintTests
{
    private const int Size = 256;
    private static readonly Point Eye = FaceTemplate.KeyPoints(Size).LeftEye.ToPoint();

    [Fact]
    public void The_iris_takes_the_colour_and_pupil_white_and_skin_keep_theirs()
    {
        using Mat before = Face(), after = before.Clone();
        new EyeTint(-12, 15, 1).Apply(after);
        Vec3b iris = after.At<Vec3b>(Eye.Y, Eye.X + 4);
        double y = (.114 * iris.Item0) + (.587 * iris.Item1) + (.299 * iris.Item2);
        Assert.Equal(90, y, 2.0);
        Assert.Equal(-12, (iris.Item0 - y) / 1.772, 4.0);
        Assert.Equal(15, (iris.Item2 - y) / 1.402, 4.0);
        Assert.Equal(new Vec3b(0, 0, 0), after.At<Vec3b>(Eye.Y, Eye.X));
        Assert.Equal(before.At<Vec3b>(Eye.Y, Eye.X + 10), after.At<Vec3b>(Eye.Y, Eye.X + 10));
        using Mat difference = new();
        Cv2.Absdiff(before, after, difference);
        difference[new Rect(0, Eye.Y - 20, Size, 41)].SetTo(default);
        Assert.Equal(0, Cv2.Norm(difference));
    }

    [Fact]
    public void Colours_lie_all_around_grey_and_a_seed_gives_one()
    {
        EyeTint[] tints = [.. Enumerable.Range(0, 400).Select(i => EyeTint.Draw(new Random(i)))];
        Assert.Equal(tints[7], EyeTint.Draw(new Random(7)));
        Assert.All(tints, t => Assert.InRange(Math.Sqrt((t.Blue * t.Blue) + (t.Red * t.Red)), 3, 24));
        Assert.InRange(tints.Average(t => t.Blue), -2, 2);
        Assert.InRange(tints.Average(t => t.Red), -2, 2);
        Assert.All(new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) }, q => Assert.InRange(tints.Count(t => t.Blue * q.Item1 > 0 && t.Red * q.Item2 > 0), 70, 130));
    }

    [Fact]
    public void A_black_picture_stays_black()
    {
        using Mat black = new(Size, Size, MatType.CV_8UC3, default);
        new EyeTint(20, -10, 1.3).Apply(black);
        Assert.Equal(0, Cv2.Norm(black));
    }

    private static Mat Face()
    {
        Mat face = new(Size, Size, MatType.CV_8UC3, new Scalar(140, 160, 200));
        FaceKeyPoints p = FaceTemplate.KeyPoints(Size);
        foreach (Point eye in (Point[])[p.RightEye.ToPoint(), p.LeftEye.ToPoint()])
        {
            Cv2.Ellipse(face, eye, new Size(14, 7), 0, 0, 360, Scalar.All(220), -1);
            Cv2.Circle(face, eye, 6, Scalar.All(90), -1);
            Cv2.Circle(face, eye, 2, default, -1);
        }

        return face;
    }
}
