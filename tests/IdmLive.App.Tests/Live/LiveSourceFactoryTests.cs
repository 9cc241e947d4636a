using IdmLive.App.Live;
using IdmLive.Pipeline.Capture;

namespace IdmLive.App.Tests.Live;

public sealed class LiveSourceFactoryTests
{
    [Theory]
    [InlineData("camera:0", typeof(CameraLiveSource), "camera:0")]
    [InlineData("camera:12:640x480@15", typeof(CameraLiveSource), "camera:12")]
    [InlineData("file:talk.mp4", typeof(FileLiveSource), "file:talk.mp4")]
    [InlineData("file:C:\\talk: one.mp4", typeof(FileLiveSource), "file:C:\\talk: one.mp4")]
    [InlineData("url:rtsp://camera:554/live", typeof(NetworkLiveSource), "url:rtsp://camera:554/live")]
    [InlineData("url:http://me:secret@camera/x", typeof(NetworkLiveSource), "url:http://me:***@camera/x")]
    [InlineData("synthetic", typeof(SyntheticLiveSource), "synthetic:1280x720@30")]
    [InlineData("synthetic:640x480", typeof(SyntheticLiveSource), "synthetic:640x480@30")]
    [InlineData("synthetic:320x240@29.97", typeof(SyntheticLiveSource), "synthetic:320x240@29.97")]
    public void Every_form_of_a_source_is_read(string spec, Type type, string name)
    {
        using ClipFolder ffmpeg = ClipFolder.OrSkip();
        ILiveSource source = LiveSourceFactory.Parse(spec, new());
        Assert.IsType(type, source);
        Assert.Equal(name, source.Name);
    }

    [Fact]
    public void The_path_of_an_existing_file_will_do()
    {
        using ClipFolder clips = ClipFolder.OrSkip();
        string path = clips.At("a.mp4");
        File.WriteAllText(path, "");
        Assert.Equal($"file:{path}", LiveSourceFactory.Parse(path, new() { Loop = true, Fast = true }).Name);
        Refused(clips.At("b.mp4"), "is neither a file that exists nor a source; give camera:N");
    }

    [Theory]
    [InlineData("", "is neither a file that exists nor a source")]
    [InlineData("webcam", "is neither a file that exists nor a source")]
    [InlineData("file:", "is neither a file that exists nor a source")]
    [InlineData("url:", "is neither a file that exists nor a source")]
    [InlineData("url:camera", "'camera' is not the address of a stream")]
    [InlineData("camera:", "'' of --source camera: is not the number of a camera")]
    [InlineData("camera:-1", "'-1' of --source camera:-1 is not the number of a camera")]
    [InlineData("camera:front", "is not the number of a camera; give 0")]
    [InlineData("camera:0:big", "'big' of --source camera:0:big is not a size and rate; write it as 1280x720@30")]
    [InlineData("synthetic:0x720", "is not a size and rate")]
    [InlineData("synthetic:1280x720@0", "is not a size and rate")]
    [InlineData("synthetic:1280x720@1000", "is not a size and rate")]
    [InlineData("synthetic:99999x720@30", "is not a size and rate")]
    [InlineData("synthetic:1280x720@", "is not a size and rate")]
    public void Anything_else_is_refused_in_one_sentence(string spec, string why)
    {
        using ClipFolder ffmpeg = ClipFolder.OrSkip();
        Refused(spec, why);
    }

    [Fact]
    public void A_camera_can_be_neither_looped_nor_played_fast()
    {
        Refused("camera:0", "--loop is for files, and --source camera:0 is none; leave it out", new() { Loop = true });
        Refused("url:http://camera/x", "--fast is for files", new() { Fast = true });
    }

    private static void Refused(string spec, string why, LiveSourceSettings? settings = null)
    {
        UserException e = Assert.Throws<UserException>(() => LiveSourceFactory.Parse(spec, settings ?? new()));
        Assert.Equal(ExitStatus.BadInput, e.Status);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
