using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Tests.Media;

public sealed class MediaProbeTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private static readonly MediaProbe Probe = new(FfmpegInstallation.Find());

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void It_tells_size_rational_rate_count_colour_and_sound()
    {
        string path = _clips.Make(
            "a.mp4",
            [
                .. ClipFolder.Moving, .. ClipFolder.Sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-vf", "setsar=4/3",
                "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", "-c:a", "aac",
            ]);
        MediaInfo info = Probe.Probe(path);
        VideoStreamInfo video = info.Video;
        Assert.Equal((320, 240, "h264", "yuv420p"), (video.Width, video.Height, video.Codec, video.PixelFormat));
        Assert.Equal(new Rational(30000, 1001), video.FrameRate);
        Assert.Equal(new Rational(1, 30000), video.TimeBase);
        Assert.Equal(60, video.FrameCountEstimate);
        Assert.True(video.FrameCountIsStated);
        Assert.Equal(60 * 1001, video.EndPts);
        Assert.Equal(new VideoColor("bt709", "tv", "bt709", "bt709"), video.Color);
        Assert.Equal(new Rational(4, 3), video.PixelAspect);
        CopiedStreamInfo sound = Assert.Single(info.Copied);
        Assert.Equal(("audio", "aac"), (sound.Kind, sound.Codec));
        Assert.InRange(info.Duration.TotalSeconds, 1.99, 2.05);
    }

    [Fact]
    public void Untagged_colour_is_told_as_such()
    {
        string path = _clips.Make("untagged.mp4", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        Assert.Equal(default, Probe.Probe(path).Video.Color);
    }

    [Theory]
    [InlineData(0, 320, 240)]
    [InlineData(1, 240, 320)]
    [InlineData(2, 320, 240)]
    [InlineData(3, 240, 320)]
    public void A_turned_video_has_the_size_of_its_upright_frames(int quarterTurns, int width, int height)
    {
        string path = _clips.Turned(_clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p"]), quarterTurns);
        VideoStreamInfo video = Probe.Probe(path).Video;
        Assert.Equal((width, height), (video.Width, video.Height));
        Assert.Equal(quarterTurns * 90 % 180, Math.Abs(video.Rotation) % 180);
    }

    [Fact]
    public void What_is_no_video_is_refused_in_one_sentence_each()
    {
        string text = _clips.At("text.mp4"), empty = _clips.At("empty.mp4");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("This is a letter and not a film.\n", 200)));
        File.WriteAllBytes(empty, []);
        string sound = _clips.Make("sound.mp4", [.. ClipFolder.Sound, "-c:a", "aac"]);
        string picture = _clips.Make("picture.png", [.. ClipFolder.Moving, "-frames:v", "1"]);
        string renamed = _clips.At("picture.mp4");
        File.Copy(picture, renamed);
        string noIndex = _clips.CutOff(_clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264"]), 0.6);

        Refused(_clips.At("missing.mp4"), "does not exist");
        Refused(empty, "is empty (zero bytes)");
        Refused(text, "is not a video");
        Refused(sound, "has no video stream");
        Refused(renamed, "is not a video (png_pipe)");
        Refused(noIndex, "whose end is missing");
    }

    [Fact]
    public void A_cover_picture_is_not_taken_for_the_video()
    {
        string picture = _clips.Make("cover.png", [.. ClipFolder.Moving, "-frames:v", "1"]);
        string song = _clips.Make("song.mp4", [.. ClipFolder.Sound, "-i", picture, "-map", "0", "-map", "1", "-c:a", "aac", "-c:v", "copy", "-disposition:v", "attached_pic"]);
        Refused(song, "has no video stream");
    }

    [Fact]
    public void A_name_full_of_signs_is_a_name_like_any_other()
    {
        string plain = _clips.Make("a.mp4", [.. ClipFolder.Moving, "-c:v", "libx264"]);
        string odd = _clips.At("-i 100%d: 'x', [y] & ü.mp4");
        File.Move(plain, odd);
        Assert.Equal(320, Probe.Probe(odd).Video.Width);
    }

    private void Refused(string path, string why)
    {
        MediaException e = Assert.Throws<MediaException>(() => Probe.Probe(path));
        Assert.Equal(MediaFailure.Input, e.Failure);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
