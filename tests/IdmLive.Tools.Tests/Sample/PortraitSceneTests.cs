using IdmLive.Pipeline.Faces;
using IdmLive.Tools.Sample;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Sample;

public sealed class PortraitSceneTests
{
    private static readonly HeadPose AsPhotographed = new(0, 0, 0, 0, 0, 1, 0);

    // Eye distance 40: the view is 360 by 270 of the portrait's 400 by 400.
    private static readonly FaceKeyPoints Points = new(new(180, 150), new(220, 150), new(200, 172), new(184, 190), new(216, 190));

    [Fact]
    public void The_pose_of_the_portrait_shows_the_portrait()
    {
        using Mat portrait = Ramp();
        using PortraitScene scene = new(portrait, Points, new Size(180, 135));
        using Mat frame = new();
        scene.Render(AsPhotographed, frame);

        // The frame has half the portrait's resolution and begins at (20, 54.7): the ramp tells where each pixel came from.
        for (int x = 10; x < 170; x += 20)
        {
            Assert.InRange(frame.At<Vec3b>(60, x).Item0, (20 + (2 * x)) / 2 - 1, ((20 + (2 * x)) / 2) + 2);
        }
    }

    [Fact]
    public void A_turn_moves_the_nose_more_than_the_ears_and_leaves_the_wall()
    {
        using Mat portrait = Ramp();
        using PortraitScene scene = new(portrait, Points, new Size(360, 270));
        using Mat still = new(), turned = new();
        scene.Render(AsPhotographed, still);
        scene.Render(AsPhotographed with { Yaw = 0.2 }, turned);
        int noseRow = 172 - 55, noseMoved = Moved(180, noseRow), cheekMoved = Moved(180 - 45, noseRow), wallMoved = Moved(10, noseRow);
        Assert.True(noseMoved >= 4, $"the nose moved by {noseMoved} levels");
        Assert.True(cheekMoved < noseMoved, $"the cheek moved by {cheekMoved}");
        Assert.Equal(0, wallMoved);

        // The ramp has one level for two pixels.
        int Moved(int x, int y) => still.At<Vec3b>(y, x).Item0 - turned.At<Vec3b>(y, x).Item0;
    }

    [Fact]
    public void A_shift_carries_the_head_by_as_many_pixels_as_it_says()
    {
        using Mat portrait = Ramp();
        using PortraitScene scene = new(portrait, Points, new Size(360, 270));
        using Mat still = new(), moved = new();
        scene.Render(AsPhotographed, still);
        scene.Render(AsPhotographed with { X = 0.25 }, moved); // ten pixels, five levels
        Assert.InRange(still.At<Vec3b>(100, 180).Item0 - moved.At<Vec3b>(100, 180).Item0, 4, 6);
    }

    private static Mat Ramp()
    {
        Mat ramp = new(400, 400, MatType.CV_8UC3);
        for (int y = 0; y < 400; y++)
        {
            for (int x = 0; x < 400; x++)
            {
                byte level = (byte)(x / 2);
                ramp.At<Vec3b>(y, x) = new(level, level, level);
            }
        }

        return ramp;
    }
}
