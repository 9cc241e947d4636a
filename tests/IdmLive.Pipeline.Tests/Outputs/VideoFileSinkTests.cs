using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Outputs;

public sealed class VideoFileSinkTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private readonly VideoCopier _copier = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    public void Frames_time_stamps_and_sound_come_out_exactly_as_they_went_in(string extension)
    {
        string input = _clips.Make("in." + extension, [.. ClipFolder.Moving, .. ClipFolder.Sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]);
        string output = _clips.At("out." + extension);
        _copier.Copy(input, output);
        Assert.Equal(ClipFolder.Pts(input), ClipFolder.Pts(output));
        Assert.Equal(ClipFolder.Video(input, "time_base"), ClipFolder.Video(output, "time_base"));
        Assert.Equal(Rate(input), Rate(output), extension == "mkv" ? 0.05 : 0); // the rate of an .mkv is guessed from milliseconds
        Assert.Equal(ClipFolder.Video(input, "duration"), ClipFolder.Video(output, "duration"));
        // The writer of .mkv forgets, with any copy, how much of the last packet of sound is padding.
        Assert.Equal(Seconds(input), Seconds(output), extension == "mkv" ? 0.024 : 0);
        Assert.Equal(ClipFolder.SoundPackets(input), ClipFolder.SoundPackets(output));
        Assert.Equal(["in." + extension, "out." + extension], Names());
    }

    [Fact]
    public void A_variable_rate_and_a_late_start_survive()
    {
        string input = _clips.Make(
            "in.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=2", "-vf", "select='not(mod(n,3))+gt(n,30)',setpts=PTS+0.5/TB", "-fps_mode", "passthrough",
            "-enc_time_base", "1/15360", "-c:v", "libx264", "-pix_fmt", "yuv420p");
        string output = _clips.At("out.mp4");
        _copier.Copy(input, output);
        Assert.Equal(7680, ClipFolder.Pts(input)[0]);
        Assert.Equal(ClipFolder.Pts(input), ClipFolder.Pts(output));
        Assert.Equal(ClipFolder.Video(input, "duration_ts"), ClipFolder.Video(output, "duration_ts"));
    }

    [Fact]
    public void All_sound_streams_chapters_and_titles_are_copied()
    {
        string chapters = _clips.At("chapters.txt");
        File.WriteAllText(chapters, ";FFMETADATA1\ntitle=A title\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=Two\n");
        string input = _clips.Make(
            "in.mkv",
            [
                .. ClipFolder.Moving, .. ClipFolder.Sound, "-f", "lavfi", "-i", "sine=880:d=2", "-i", chapters, "-map", "0", "-map", "1", "-map", "2", "-map_metadata", "3",
                "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a:0", "aac", "-c:a:1", "ac3", "-metadata:s:a:1", "language=deu",
            ]);
        string output = _clips.At("out.mkv");
        _copier.Copy(input, output);
        Assert.Equal(ClipFolder.SoundPackets(input), ClipFolder.SoundPackets(output));
        Assert.Equal(2, ClipFolder.SoundPackets(output).Select(p => p.Split(',')[0]).Distinct().Count());
        Assert.Equal("A title", ClipFolder.Format(output, "duration:format_tags=title").Split(',')[^1]);
        Assert.Equal(2, new MediaProbe(_copier.Ffmpeg).Probe(output).Copied.Count);
    }

    [Theory]
    [InlineData("bt709", "tv")]
    [InlineData("smpte170m", "pc")]
    [InlineData(null, null)]
    public void Colours_and_their_tags_survive_and_untagged_stays_untagged(string? matrix, string? range)
    {
        string scale = matrix is null ? "format=gbrp,scale=out_color_matrix=bt601,format=yuv420p,setparams=colorspace=unknown:range=unknown" : $"format=gbrp,scale=out_color_matrix={(matrix == "bt709" ? "bt709" : "bt601")}:out_range={range},format=yuv420p,setparams=colorspace={matrix}:range={range}:color_primaries={matrix}:color_trc={matrix}";
        string[] tags = matrix is null ? [] : ["-colorspace", matrix, "-color_primaries", matrix, "-color_trc", matrix, "-color_range", range!];
        string input = _clips.Make("in.mp4", [.. ClipFolder.Moving, "-frames:v", "12", "-vf", scale, .. tags, "-c:v", "libx264", "-crf", "12"]);
        string output = _clips.At("out.mp4");
        _copier.Copy(input, output, o => o with { Encoding = new() { Crf = 4 } });
        const string Entries = "color_range,color_space,color_transfer,color_primaries";
        Assert.Equal(ClipFolder.Video(input, Entries), ClipFolder.Video(output, Entries));

        // The stored values are compared, not what one reading makes of them: a wrong matrix or range would shift them.
        double error = _clips.Pixels(input, "yuv420p").Zip(_clips.Pixels(output, "yuv420p"), (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.True(10 * Math.Log10(255 * 255 / error) > 43, $"PSNR of the stored planes is {10 * Math.Log10(255 * 255 / error):F1} dB");
    }

    [Fact]
    public void A_turned_video_comes_out_upright_and_is_not_turned_again()
    {
        string input = _clips.Turned(_clips.Make("a.mp4", [.. ClipFolder.Moving, "-frames:v", "5", "-vf", "setsar=4/3", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "8"]), 1);
        string output = _clips.At("out.mp4");
        _copier.Copy(input, output, o => o with { Encoding = new() { Crf = 4 } });
        VideoStreamInfo video = new MediaProbe(_copier.Ffmpeg).Probe(output).Video;
        Assert.Equal((240, 320, 0, new Rational(3, 4)), (video.Width, video.Height, video.Rotation, video.PixelAspect));
        double difference = _clips.Pixels(input).Zip(_clips.Pixels(output), (a, b) => (double)Math.Abs(a - b)).Average();
        Assert.InRange(difference, 0, 3);
    }

    [Theory]
    [InlineData("libx264rgb", "mp4")]
    [InlineData("ffv1", "mkv")]
    public void A_lossless_encoder_brings_back_every_bit_that_was_written(string codec, string extension)
    {
        string input = _clips.Make("in.mp4", [.. ClipFolder.Moving, "-frames:v", "20", "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        string output = _clips.At("out." + extension);
        List<byte> written = [];
        _copier.Copy(input, output, o => o with { Encoding = new() { Codec = codec, Crf = codec == "ffv1" ? null : 0 } }, image => written.AddRange(image.AsSpan<byte>()));
        Assert.True(written.ToArray().AsSpan().SequenceEqual(_clips.Pixels(output)));
    }

    [Theory]
    [InlineData(321, 241, "libx264", "yuv444p")]
    [InlineData(321, 241, "libvpx-vp9", "yuv420p")]
    [InlineData(322, 242, "libx264", "yuv420p")]
    public void Odd_sizes_are_kept(int width, int height, string encoder, string stored)
    {
        string input = _clips.Make("in.mkv", "-f", "lavfi", "-i", $"testsrc2=s=320x240:d=0.4,format=gbrp,scale={width}:{height}", "-c:v", "ffv1");
        string output = _clips.At("out.mp4");
        VideoOutputPlan plan = _copier.Copy(input, output, o => o with { Encoding = new() { Codec = encoder } });
        Assert.Equal($"{width},{height},{stored}", ClipFolder.Video(output, "width,height,pix_fmt"));
        Assert.Equal(stored == "yuv444p", plan.Notes.Any(n => n.Contains("4:4:4", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("h265", "hevc", "mp4")]
    [InlineData("av1", "av1", "mkv")]
    [InlineData(null, "vp9", "webm")]
    [InlineData("mpeg4", "mpeg4", "mov")]
    public void Other_codecs_keep_frames_and_time_stamps_too(string? asked, string stored, string extension)
    {
        string input = _clips.Make("in.mp4", [.. ClipFolder.Moving, "-frames:v", "24", "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        string output = _clips.At("out." + extension);
        _copier.Copy(input, output, o => o with { Encoding = new() { Codec = asked } });
        Assert.Equal(stored, ClipFolder.Video(output, "codec_name"));
        double unit = Rational.Parse(ClipFolder.Video(output, "time_base")).Value;
        double[] found = [.. ClipFolder.Pts(output).Select(pts => pts * unit)];
        Assert.Equal(24, found.Length);
        Assert.All(found, (seconds, i) => Assert.Equal(i * 1001 / 30000.0, seconds, 0.00051));
    }

    [Fact]
    public void An_input_that_breaks_off_gives_what_there_is_with_its_sound()
    {
        string whole = _clips.Make("in.mp4", [.. ClipFolder.Moving, .. ClipFolder.Sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-crf", "10", "-movflags", "+faststart"]);
        string cut = _clips.CutOff(whole, 0.6), output = _clips.At("out.mp4");
        _copier.Copy(cut, output);
        long[] pts = ClipFolder.Pts(output);
        Assert.InRange(pts.Length, 20, 55);
        Assert.Subset(ClipFolder.Pts(whole).ToHashSet(), pts.ToHashSet());
        Assert.Equal(ClipFolder.Pts(whole)[..20], pts[..20]);
        string[] sound = ClipFolder.SoundPackets(output);
        Assert.NotEmpty(sound);
        Assert.Equal(ClipFolder.SoundPackets(whole)[..(sound.Length - 1)], sound[..^1]);
    }

    [Fact]
    public void The_partial_file_can_be_played_while_the_work_goes_on()
    {
        string input = _clips.Make("in.mp4", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        VideoOutputPlan plan = _copier.Plan(input, _clips.At("out.mp4"));
        using VideoFileSource source = new(_copier.Ffmpeg, plan.Input);
        using VideoFileSink sink = plan.Open();
        using Mat image = new(240, 320, MatType.CV_8UC3);
        for (int i = 0; i < 35; i++)
        {
            Assert.True(source.TryRead(image, out FrameStamp stamp));
            sink.Write(image, stamp, []);
        }

        Assert.Equal(30, sink.SafeFrames);
        string snapshot = _clips.At("snapshot.mp4");
        File.Copy(sink.PartialPath, snapshot);
        Assert.Equal(ClipFolder.Pts(input)[..30], ClipFolder.Pts(snapshot)[..30]);
        sink.Interrupt();
        Assert.Equal(ClipFolder.Pts(input)[..35], ClipFolder.Pts(sink.PartialPath));
    }

    private static double Seconds(string path) => double.Parse(ClipFolder.Format(path, "duration"), System.Globalization.CultureInfo.InvariantCulture);

    private static double Rate(string path) => Rational.Parse(ClipFolder.Video(path, "r_frame_rate")).Value;

    private string[] Names() => [.. Directory.GetFiles(_clips.Root).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
