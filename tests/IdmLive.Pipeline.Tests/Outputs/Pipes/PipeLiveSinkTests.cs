using System.IO.Pipes;
using System.Text;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Outputs.Pipes;

namespace IdmLive.Pipeline.Tests.Outputs.Pipes;

public sealed class PipeLiveSinkTests
{
    [Fact]
    public void Raw_frames_are_bare_pixels()
    {
        using LiveFrames frames = new();
        byte[] written = Written(PipeFormat.Bgr24, frames, 3);
        Assert.Equal(3 * 64 * 48 * 3, written.Length);
        Assert.All(written[..(64 * 48 * 3)], b => Assert.Equal(40, b));
    }

    [Fact]
    public void Players_read_size_rate_and_every_frame_of_y4m()
    {
        using ClipFolder clips = ClipFolder.OrSkip();
        using LiveFrames frames = new();
        byte[] written = Written(PipeFormat.Y4m, frames, 5);
        Assert.StartsWith("YUV4MPEG2 W64 H48 F30:1 ", Encoding.ASCII.GetString(written, 0, 40), StringComparison.Ordinal);
        string path = clips.At("out.y4m");
        File.WriteAllBytes(path, written);
        Assert.Equal("64", ClipFolder.Video(path, "width"));
        Assert.Equal("48", ClipFolder.Video(path, "height"));
        Assert.Equal("30/1", ClipFolder.Video(path, "r_frame_rate"));
        Assert.Equal("yuv420p", ClipFolder.Video(path, "pix_fmt"));
        Assert.Equal("tv", ClipFolder.Video(path, "color_range"));
        byte[] pixels = clips.Pixels(path);
        Assert.Equal(5 * 64 * 48 * 3, pixels.Length);
        Assert.All(pixels[..100], b => Assert.Equal(40, b, 2.0));
        Assert.All(pixels[^100..], b => Assert.Equal(80, b, 2.0));
    }

    [Fact]
    public void An_odd_size_is_refused_for_y4m_in_one_sentence()
    {
        using LiveFrames odd = new(63, 48);
        MediaException e = Assert.Throws<MediaException>(() => new PipeLiveSink(PipeFormat.Y4m, () => new MemoryStream()).Open(odd.Format));
        Assert.Contains("63x48; give pipe:bgr24", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PipeFormat.Bgr24)]
    [InlineData(PipeFormat.Y4m)]
    public void A_reader_that_has_gone_ends_the_session_and_is_no_failure(PipeFormat format)
    {
        using LiveFrames frames = new();
        AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        AnonymousPipeClientStream reader = new(PipeDirection.In, pipe.ClientSafePipeHandle);
        PipeLiveSink sink = new(format, () => new FileStream(new(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0));
        int closed = 0;
        sink.Closed += () => closed++;
        using (IFrameSink open = sink.Open(frames.Format))
        {
            frames.Write(open, 0);
            Assert.Equal(0, closed);
            reader.Dispose();
            for (int i = 1; i < 5; i++)
            {
                frames.Write(open, i);
            }

            open.Interrupt();
        }

        Assert.Equal(1, closed);
        pipe.Dispose();
    }

    [Fact]
    public void Any_other_failure_is_one_sentence()
    {
        using LiveFrames frames = new();
        using IFrameSink open = new PipeLiveSink(PipeFormat.Bgr24, () => new FullStream()).Open(frames.Format);
        MediaException e = Assert.Throws<MediaException>(() => frames.Write(open, 0));
        Assert.Equal(MediaFailure.Output, e.Failure);
        Assert.Equal("pipe:bgr24 cannot be written (No space left on device).", e.Message);
    }

    private static byte[] Written(PipeFormat format, LiveFrames frames, int count)
    {
        MemoryStream stream = new();
        PipeLiveSink sink = new(format, () => stream);
        using (IFrameSink open = sink.Open(frames.Format))
        {
            for (int i = 0; i < count; i++)
            {
                frames.Write(open, i * 33_333, 40 + (10 * i));
            }

            open.Complete(count * 33_333);
        }

        return stream.ToArray();
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device.");
    }
}
