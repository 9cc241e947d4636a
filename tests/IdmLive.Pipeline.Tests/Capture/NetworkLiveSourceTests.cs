using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class NetworkLiveSourceTests : IDisposable
{
    // ffmpeg looks at a few pictures before it gives the first.
    private const int Plenty = 60;

    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private readonly FfmpegInstallation _ffmpeg = FfmpegInstallation.Find();
    private readonly MjpegSender _sender = new();

    public void Dispose()
    {
        _sender.Dispose();
        _clips.Dispose();
    }

    [Fact]
    public void A_stream_gives_its_pictures_and_is_lost_when_the_other_side_hangs_up()
    {
        _sender.Allow(Plenty);
        NetworkLiveSource source = new(_sender.Url, new(), _ffmpeg, TimeProvider.System);
        Assert.True(source.CanReturn);
        using LiveInput input = source.Open(CancellationToken.None);
        Assert.Equal(new(96, 64), input.Frames.FrameSize);
        using Mat image = new(64, 96, MatType.CV_8UC3);
        Assert.True(input.Frames.TryRead(image, out FrameStamp stamp));
        Vec3b pixel = image.At<Vec3b>(30, 40);
        Assert.True(Math.Abs(pixel.Item0 - 200) < 8 && Math.Abs(pixel.Item1 - 100) < 8 && Math.Abs(pixel.Item2 - 50) < 8, $"got {pixel.Item0} {pixel.Item1} {pixel.Item2}");
        _sender.HangUp();
        while (input.Frames.TryRead(image, out FrameStamp next))
        {
            Assert.True(next.Sequence > stamp.Sequence && next.Pts > stamp.Pts && next.CapturedTicks >= stamp.CapturedTicks);
            stamp = next;
        }

        Assert.False(input.Frames.TryRead(image, out _));
    }

    [Fact]
    public void A_stream_that_falls_silent_is_lost()
    {
        _sender.Allow(Plenty);
        using LiveInput input = new NetworkLiveSource(_sender.Url, new() { SilenceLimit = TimeSpan.FromSeconds(1.5) }, _ffmpeg, TimeProvider.System).Open(CancellationToken.None);
        using Mat image = new(64, 96, MatType.CV_8UC3);
        int frames = 0;
        while (input.Frames.TryRead(image, out _))
        {
            frames++;
        }

        Assert.InRange(frames, 1, Plenty);
    }

    [Fact]
    public void A_recording_on_a_web_server_is_recognised_and_any_other_address_is_live()
    {
        Assert.True(NetworkAddress.Parse("https://example.org/talk.mp4?token=1")!.IsRecording);
        Assert.False(NetworkAddress.Parse("http://camera/stream")!.IsRecording);
        Assert.False(NetworkAddress.Parse("rtsp://camera/recording.mp4")!.IsRecording);
        Assert.True(NetworkAddress.Parse("rtsp://camera/recording.mp4")!.IsRtsp);
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        NetworkAddress address = NetworkAddress.Parse("rtsp://me:secret@camera:554/live")!;
        Assert.Equal("rtsp://me:***@camera:554/live", address.Shown);
        Assert.Equal("rtsp://me:***@camera:554/live: Connection refused", address.Conceal(address.Text + ": Connection refused"));
        Assert.Equal("url:rtsp://me:***@camera:554/live", new NetworkLiveSource(address.Text, new(), _ffmpeg, TimeProvider.System).Name);
    }

    [Theory]
    [InlineData("camera")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://host/x")]
    [InlineData("http://")]
    public void What_is_no_address_is_refused(string url)
    {
        MediaException e = Assert.Throws<MediaException>(() => new NetworkLiveSource(url, new(), _ffmpeg, TimeProvider.System));
        Assert.Contains($"'{url}' is not the address of a stream", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_answers_the_sentence_says_so()
    {
        int port = FreePort.Find();
        MediaException e = Assert.Throws<MediaException>(() => new NetworkLiveSource($"http://127.0.0.1:{port}/x", new(), _ffmpeg, TimeProvider.System).Open(CancellationToken.None));
        Assert.Contains("refused", e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Where_nothing_is_sent_opening_gives_up()
    {
        MediaException e = Assert.Throws<MediaException>(() => new NetworkLiveSource(_sender.Url, new() { OpenLimit = TimeSpan.FromSeconds(0.7) }, _ffmpeg, TimeProvider.System).Open(CancellationToken.None));
        Assert.Contains("no picture in 0.7 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_ends_when_it_is_to_stop()
    {
        using CancellationTokenSource stop = new();
        Task<LiveInput> opening = Task.Run(() => new NetworkLiveSource(_sender.Url, new(), _ffmpeg, TimeProvider.System).Open(stop.Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }
}
