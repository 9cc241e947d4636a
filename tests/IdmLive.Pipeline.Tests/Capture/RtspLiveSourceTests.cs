using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class RtspLiveSourceTests : IDisposable
{
    private readonly RtspServer _server = RtspServer.OrSkip();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void A_server_gives_its_pictures_and_after_its_end_and_return_gives_them_again()
    {
        NetworkLiveSource source = new(_server.Url, new(), FfmpegInstallation.Find(), TimeProvider.System);
        Read(source, thenKill: true);
        Assert.Throws<MediaException>(() => source.Open(CancellationToken.None).Dispose());
        Assert.True(_server.Start());
        Read(source, thenKill: false);
    }

    private void Read(NetworkLiveSource source, bool thenKill)
    {
        using LiveInput input = source.Open(CancellationToken.None);
        Assert.Equal(new(96, 64), input.Frames.FrameSize);
        using Mat image = new(64, 96, MatType.CV_8UC3);
        FrameStamp before = default;
        for (int i = 0; i < 30; i++)
        {
            Assert.True(input.Frames.TryRead(image, out FrameStamp stamp));
            Assert.True(i == 0 || (stamp.Sequence > before.Sequence && stamp.Pts > before.Pts));
            before = stamp;
        }

        Vec3b pixel = image.At<Vec3b>(30, 40);
        Assert.True(Math.Abs(pixel.Item0 - 200) < 12 && Math.Abs(pixel.Item1 - 100) < 12 && Math.Abs(pixel.Item2 - 50) < 12, $"got {pixel.Item0} {pixel.Item1} {pixel.Item2}");
        if (thenKill)
        {
            _server.Kill();
            int left = 0;
            while (input.Frames.TryRead(image, out _))
            {
                Assert.True(++left < 300, "pictures go on after the server's end");
            }
        }
    }
}
