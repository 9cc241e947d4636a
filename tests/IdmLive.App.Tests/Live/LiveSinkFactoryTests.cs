using IdmLive.App.Live;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Outputs.Mjpeg;
using IdmLive.Pipeline.Outputs.Pipes;
using IdmLive.Pipeline.Outputs.Window;

namespace IdmLive.App.Tests.Live;

public sealed class LiveSinkFactoryTests
{
    [Theory]
    [InlineData("null", typeof(NullLiveSink), "null")]
    [InlineData("window", typeof(WindowLiveSink), "window")]
    [InlineData("pipe:", typeof(PipeLiveSink), "pipe:bgr24")]
    [InlineData("pipe", typeof(PipeLiveSink), "pipe:bgr24")]
    [InlineData("pipe:bgr24", typeof(PipeLiveSink), "pipe:bgr24")]
    [InlineData("pipe:y4m", typeof(PipeLiveSink), "pipe:y4m")]
    [InlineData("mjpeg:8080", typeof(MjpegLiveSink), "mjpeg:127.0.0.1:8080")]
    [InlineData("mjpeg::8080", typeof(MjpegLiveSink), "mjpeg:127.0.0.1:8080")]
    [InlineData("mjpeg:localhost:8080", typeof(MjpegLiveSink), "mjpeg:127.0.0.1:8080")]
    [InlineData("mjpeg:0.0.0.0:80", typeof(MjpegLiveSink), "mjpeg:0.0.0.0:80")]
    [InlineData("mjpeg:[::1]:8080", typeof(MjpegLiveSink), "mjpeg:[::1]:8080")]
    [InlineData("file:out/talk.mp4", typeof(FileLiveSink), "file:out/talk.mp4")]
    public void Every_form_of_a_sink_is_read(string spec, Type type, string name)
    {
        using ClipFolder ffmpeg = ClipFolder.OrSkip();
        ILiveSink sink = LiveSinkFactory.Parse(spec, new());
        Assert.IsType(type, sink);
        Assert.Equal(name, sink.Name);
        Assert.Equal(type == typeof(PipeLiveSink), LiveSinkFactory.TakesStandardOutput(sink));
    }

    [Theory]
    [InlineData("", "is not a sink; give window, mjpeg:8080")]
    [InlineData("screen", "--sink screen is not a sink")]
    [InlineData("null:x", "--sink null:x is not a sink")]
    [InlineData("file:", "--sink file: is not a sink")]
    [InlineData("file:talk.txt", "does not end as a video that can be written does")]
    [InlineData("pipe:rgb", "'rgb' of --sink pipe:rgb is not a format of a pipe; give pipe:bgr24")]
    [InlineData("mjpeg:", "'' of --sink mjpeg: is not where pictures can be served")]
    [InlineData("mjpeg:70000", "give a port from 0 to 65535")]
    [InlineData("mjpeg:1:8080", "is not where pictures can be served")]
    [InlineData("mjpeg:example.org:80", "is not where pictures can be served")]
    [InlineData("mjpeg:::1:8080", "is not where pictures can be served")]
    public void Anything_else_is_refused_in_one_sentence(string spec, string why)
    {
        using ClipFolder ffmpeg = ClipFolder.OrSkip();
        UserException e = Assert.Throws<UserException>(() => LiveSinkFactory.Parse(spec, new()));
        Assert.Equal(ExitStatus.BadInput, e.Status);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
