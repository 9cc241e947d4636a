using IdmLive.Tools.Sample;

namespace IdmLive.Tools.Tests.Sample;

public sealed class HeadMotionTests
{
    [Fact]
    public void The_head_moves_as_a_person_does_slowly_and_not_far()
    {
        HeadMotion motion = new(seed: 3, new Voice(3, seconds: 10));
        double farthest = 0, fastest = 0;
        HeadPose last = motion.At(0);
        for (int frame = 1; frame < 250; frame++)
        {
            HeadPose pose = motion.At(frame / 25.0);
            farthest = Math.Max(farthest, Math.Abs(pose.X));
            fastest = Math.Max(fastest, Math.Abs(pose.X - last.X));
            Assert.InRange(pose.Scale, 0.97, 1.03);
            Assert.InRange(pose.Jaw, 0, 1);
            last = pose;
        }

        Assert.InRange(farthest, 0.05, 0.2);
        Assert.InRange(fastest, 0.001, 0.04);
    }

    [Fact]
    public void One_seed_gives_one_motion_and_another_seed_another()
    {
        HeadMotion a = new(1, new Voice(1, 4)), same = new(1, new Voice(1, 4)), other = new(2, new Voice(2, 4));
        Assert.Equal(a.At(1.7), same.At(1.7));
        Assert.NotEqual(a.At(1.7), other.At(1.7));
    }
}
