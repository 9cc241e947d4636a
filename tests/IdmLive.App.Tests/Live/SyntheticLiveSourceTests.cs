using IdmLive.App.Live;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Tests.Live;

public sealed class SyntheticLiveSourceTests
{
    [Fact]
    public void It_gives_the_portrait_without_an_end_at_the_size_and_rate_that_were_asked_for()
    {
        using ClipFolder ffmpeg = ClipFolder.OrSkip();
        SyntheticLiveSource source = new(new(640, 300, 50), fast: true, FfmpegInstallation.Find(), TimeProvider.System);
        using LiveInput input = source.Open(CancellationToken.None);
        Assert.Equal(new(640, 300), input.Frames.FrameSize);
        Assert.Equal(50, input.Rate);
        using Mat image = new(300, 640, MatType.CV_8UC3), first = new(), turn = new();
        for (int i = 0; i <= 396; i++)
        {
            Assert.True(input.Frames.TryRead(image, out FrameStamp stamp));
            Assert.Equal((i, i * 20_000), (stamp.Sequence, stamp.Pts));
            if (i is 0 or 198)
            {
                image.CopyTo(i == 0 ? first : turn);
            }
        }

        // 100 pictures of 25 a second, forth and back: after 198 of them, or 396 frames, the first one is there again.
        Assert.Equal(0, Cv2.Norm(first, image, NormTypes.INF));
        Assert.True(Cv2.Norm(first, turn, NormTypes.L1) > 640 * 300, "the portrait does not move");
        Assert.Equal(new Vec3b(0, 0, 0), image.At<Vec3b>(150, 10));
        Assert.NotEqual(new Vec3b(0, 0, 0), image.At<Vec3b>(150, 320));
    }

    [Fact]
    public void Pictures_go_forth_and_back_without_showing_the_turning_ones_twice() =>
        Assert.Equal([0, 1, 2, 3, 2, 1, 0, 1], Enumerable.Range(0, 8).Select(n => SyntheticFrames.ForthAndBack(n, 4)));

    [Fact]
    public void A_single_picture_stands_still() => Assert.Equal(0, SyntheticFrames.ForthAndBack(7, 1));
}
