using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class FileLiveSourceTests : IDisposable
{
    private static readonly FfmpegInstallation Ffmpeg = FfmpegInstallation.Find();

    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private readonly ManualTime _time = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void Played_fast_it_gives_every_frame_with_the_files_own_stamps_and_ends()
    {
        string path = _clips.Make("a.mp4", [.. ClipFolder.Moving, "-frames:v", "30", "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        FileLiveSource source = new(path, new() { Fast = true }, Ffmpeg, _time);
        using LiveInput input = source.Open(CancellationToken.None);
        FrameStamp[] stamps = [.. Read(input, 1000)];
        Assert.Equal(ClipFolder.Pts(path), stamps.Select(s => s.Pts));
        Assert.Equal(30000.0 / 1001, input.Rate, 0.001);
        Assert.Equal($"file:{path}", source.Name);
        Assert.False(source.CanReturn);
        Assert.Null(input.Note);
    }

    [Fact]
    public void Looped_its_stamps_and_numbers_go_on_as_if_it_were_one_long_video()
    {
        string path = _clips.Make("a.mp4", [.. ClipFolder.Moving, "-frames:v", "12", "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        using LiveInput input = new FileLiveSource(path, new() { Fast = true, Loop = true }, Ffmpeg, _time).Open(CancellationToken.None);
        FrameStamp[] stamps = [.. Read(input, 40)];
        long[] one = ClipFolder.Pts(path);
        long frame = one[1] - one[0];
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), stamps.Select(s => s.Sequence));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => one[0] + (i * frame)), stamps.Select(s => s.Pts));
    }

    [Fact]
    public async Task It_is_played_by_its_own_stamps()
    {
        // Frames 0, 3, 6, ... of 30 a second: a tenth of a second each.
        string path = _clips.Make("slow.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=1", "-vf", "select='not(mod(n,3))'", "-fps_mode", "passthrough", "-enc_time_base", "1/15360", "-c:v", "libx264", "-pix_fmt", "yuv420p");
        using LiveInput input = new FileLiveSource(path, new(), Ffmpeg, _time).Open(CancellationToken.None);
        Task<FrameStamp[]> reading = Task.Run(() => Read(input, 5).ToArray());
        List<double> waits = [];
        for (int i = 0; i < 4; i++)
        {
            TimeSpan wait = _time.WaitUntilAwaited();
            waits.Add(wait.TotalMilliseconds);
            _time.Advance(wait);
        }

        Assert.All(waits, wait => Assert.Equal(100, wait, 1.0));
        FrameStamp[] stamps = await reading;
        Assert.Equal([0, 1, 2, 3, 4], stamps.Select(s => s.Sequence));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence()
    {
        MediaException e = Assert.Throws<MediaException>(() => new FileLiveSource(_clips.At("no.mp4"), new(), Ffmpeg, _time).Open(CancellationToken.None));
        Assert.Equal(MediaFailure.Input, e.Failure);
        Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<FrameStamp> Read(LiveInput input, int limit)
    {
        using Mat image = new(input.Frames.FrameSize.Height, input.Frames.FrameSize.Width, MatType.CV_8UC3);
        for (int i = 0; i < limit && input.Frames.TryRead(image, out FrameStamp stamp); i++)
        {
            yield return stamp;
        }
    }
}
