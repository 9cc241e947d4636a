using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class VideoFileSourceTests : IDisposable
{
    // Every third frame of the first half, then all: a video that a phone records.
    private static readonly string[] VariableRate =
        ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=2", "-vf", "select='not(mod(n,3))+gt(n,30)'", "-fps_mode", "passthrough", "-enc_time_base", "1/15360", "-c:v", "libx264", "-pix_fmt", "yuv420p"];

    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private static readonly FfmpegInstallation Ffmpeg = FfmpegInstallation.Find();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void Every_frame_comes_with_its_exact_time_stamp_at_a_variable_rate()
    {
        string path = _clips.Make("vfr.mp4", VariableRate);
        using VideoFileSource source = Open(path);
        long[] pts = [.. ReadAll(source).Select(f => f.Stamp.Pts)];
        Assert.Equal(ClipFolder.Pts(path), pts);
        Assert.True(pts.Zip(pts.Skip(1), (a, b) => b - a).Distinct().Count() > 1, "the clip was meant to have a variable rate");
        Assert.Equal(2 * 15360, source.EndPts);
        Assert.False(source.BrokeOff);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Every_third_frame_keeps_its_own_stamp_and_number(int skipped)
    {
        string path = _clips.Make("thirds.mp4", VariableRate);
        long[] pts = ClipFolder.Pts(path);
        using VideoFileSource source = new(Ffmpeg, new MediaProbe(Ffmpeg).Probe(path), new() { EveryFrames = 3, SkippedFrames = skipped });
        FrameStamp[] stamps = [.. ReadAll(source).Select(f => f.Stamp)];
        Assert.Equal(Enumerable.Range(0, pts.Length).Where(i => i >= skipped && (i - skipped) % 3 == 0).Select(i => ((long)i, pts[i])), stamps.Select(s => (s.Sequence, s.Pts)));
    }

    [Theory]
    [InlineData("mkv")]
    [InlineData("webm")]
    [InlineData("avi")]
    [InlineData("ts")]
    [InlineData("mov")]
    public void Any_container_gives_all_frames_with_growing_time_stamps(string extension)
    {
        string codec = extension == "webm" ? "libvpx-vp9" : extension == "avi" ? "mjpeg" : "libx264";
        string path = _clips.Make("a." + extension, [.. ClipFolder.Moving, "-c:v", codec, "-pix_fmt", extension == "avi" ? "yuvj420p" : "yuv420p", "-deadline", "realtime", "-cpu-used", "8"]);
        using VideoFileSource source = Open(path);
        FrameStamp[] stamps = [.. ReadAll(source).Select(f => f.Stamp)];
        Assert.Equal(ClipFolder.Pts(path), stamps.Select(s => s.Pts));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), stamps.Select(s => s.Sequence));
        Assert.InRange((source.EndPts - stamps[0].Pts) * stamps[0].TimeBase.Value, 1.99, 2.02);
    }

    [Fact]
    public void Frames_stand_upright_whatever_the_file_turns_them_by()
    {
        // Red to the left, blue to the right, as stored.
        string stored = _clips.Make("a.mp4", "-f", "lavfi", "-i", "color=red:s=160x240:d=0.2", "-f", "lavfi", "-i", "color=blue:s=160x240:d=0.2", "-filter_complex", "hstack", "-c:v", "libx264", "-pix_fmt", "yuv420p");
        Point[] red = [new(20, 120), new(120, 20), new(300, 120), new(120, 300)];
        Point[] blue = [new(300, 120), new(120, 300), new(20, 120), new(120, 20)];
        for (int turns = 0; turns < 4; turns++)
        {
            using VideoFileSource source = Open(_clips.Turned(stored, turns));
            using Mat image = Frame(source);
            Assert.True(source.TryRead(image, out _));
            (int quarter, Point r, Point b) = (turns, red[turns], blue[turns]);
            Assert.True(image.At<Vec3b>(r.Y, r.X).Item2 > 200 && image.At<Vec3b>(b.Y, b.X).Item0 > 200, $"turned by {90 * quarter} degrees: {image.Width}x{image.Height}, {image.At<Vec3b>(r.Y, r.X)} {image.At<Vec3b>(b.Y, b.X)}");
        }
    }

    [Theory]
    [InlineData("bt709", "bt709", "tv")]
    [InlineData("smpte170m", "bt601", "tv")]
    [InlineData("bt2020nc", "bt2020", "tv")]
    [InlineData("bt709", "bt709", "pc")]
    public void Colours_are_read_with_the_matrix_and_range_of_the_file(string tag, string matrix, string range)
    {
        string path = _clips.Make(
            "a.mp4", "-f", "lavfi", "-i", "color=0xC83C78:s=64x64:d=0.2", "-vf", $"format=gbrp,scale=out_color_matrix={matrix}:out_range={range},format=yuv420p,setparams=colorspace={tag}:range={range}",
            "-colorspace", tag, "-color_range", range, "-c:v", "libx264", "-qp", "0");
        using VideoFileSource source = Open(path);
        using Mat image = Frame(source);
        Assert.True(source.TryRead(image, out _));
        Vec3b pixel = image.At<Vec3b>(30, 30);
        Assert.True(Math.Abs(pixel.Item0 - 0x78) <= 3 && Math.Abs(pixel.Item1 - 0x3C) <= 3 && Math.Abs(pixel.Item2 - 0xC8) <= 3, $"wanted 78 3C C8, got {pixel.Item0:X} {pixel.Item1:X} {pixel.Item2:X}");
    }

    [Fact]
    public void Leaving_frames_out_changes_nothing_about_the_others()
    {
        string path = _clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        using VideoFileSource whole = Open(path), rest = Open(path, new() { SkippedFrames = 41 });
        (FrameStamp Stamp, byte[] Pixels)[] all = ReadAll(whole), late = ReadAll(rest);
        Assert.Equal(all[41..].Select(f => f.Stamp with { CapturedTicks = 0 }), late.Select(f => f.Stamp with { CapturedTicks = 0 }));
        Assert.All(all[41..].Zip(late), pair => Assert.True(pair.First.Pixels.AsSpan().SequenceEqual(pair.Second.Pixels)));
        Assert.Equal(whole.EndPts, rest.EndPts);
    }

    [Fact]
    public void A_limit_ends_the_reading_without_calling_the_file_broken()
    {
        using VideoFileSource source = Open(_clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264"]), new() { FrameLimit = 5 });
        Assert.Equal(5, ReadAll(source).Length);
        Assert.False(source.BrokeOff);
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    [InlineData("avi")]
    public void A_file_that_breaks_off_gives_what_it_has_and_says_so(string extension)
    {
        string whole = _clips.Make("a." + extension, [.. ClipFolder.Moving, .. ClipFolder.Sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-crf", "10"]);
        using VideoFileSource source = Open(_clips.CutOff(whole, 0.6));
        int frames = ReadAll(source).Length;
        Assert.InRange(frames, 20, 55);
        Assert.True(source.BrokeOff);
    }

    [Fact]
    public void A_file_without_a_single_picture_that_can_be_decoded_is_refused()
    {
        string whole = _clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]);
        byte[] bytes = File.ReadAllBytes(whole);
        int data = bytes.AsSpan().IndexOf("mdat"u8) + 4;
        bytes.AsSpan(data).Fill(0xA5);
        File.WriteAllBytes(whole, bytes);
        using VideoFileSource source = Open(whole);
        MediaException e = Assert.Throws<MediaException>(() => ReadAll(source));
        Assert.Equal(MediaFailure.Input, e.Failure);
        Assert.Contains("holds no picture", e.Message, StringComparison.Ordinal);
    }

    private VideoFileSource Open(string path, VideoFileSourceOptions? options = null) => new(Ffmpeg, new MediaProbe(Ffmpeg).Probe(path), options);

    private static Mat Frame(VideoFileSource source) => new(source.FrameSize.Height, source.FrameSize.Width, MatType.CV_8UC3);

    private static (FrameStamp Stamp, byte[] Pixels)[] ReadAll(VideoFileSource source)
    {
        List<(FrameStamp, byte[])> frames = [];
        using Mat image = Frame(source);
        while (source.TryRead(image, out FrameStamp stamp))
        {
            frames.Add((stamp, image.AsSpan<byte>().ToArray()));
        }

        return [.. frames];
    }
}
