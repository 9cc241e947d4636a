using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;

namespace IdmLive.Pipeline.Tests.Outputs;

public sealed class FileLiveSinkTests : IDisposable
{
    // As a line gives them that drops a frame now and then.
    private static readonly long[] Irregular = [.. Enumerable.Range(0, 90).Where(i => i % 7 != 3).Select(i => 500_000L + (i * 33_333L) + (i % 4 * 1111))];

    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private readonly LiveFrames _frames = new();
    private readonly FfmpegInstallation _ffmpeg = FfmpegInstallation.Find();

    public void Dispose()
    {
        _clips.Dispose();
        _frames.Dispose();
    }

    [Theory]
    [InlineData("mp4", true)]
    [InlineData("mov", false)]
    public void The_file_has_the_frames_own_irregular_stamps_from_zero_on(string extension, bool complete)
    {
        string path = _clips.At("live." + extension);
        using (IFrameSink sink = Open(path))
        {
            Assert.False(File.Exists(path));
            WriteAll(sink);
            Finish(sink, complete);
        }

        Assert.Equal(Irregular.Select(t => t - Irregular[0]), ClipFolder.Pts(path));
        Assert.Equal("1/1000000", ClipFolder.Video(path, "time_base"));
        Assert.Equal("bt709", ClipFolder.Video(path, "color_space").Replace("smpte170m", "bt709", StringComparison.Ordinal));
        Assert.Equal([path], Directory.GetFiles(_clips.Root));
        byte[] pixels = _clips.Pixels(path);
        Assert.Equal(Irregular.Length * 64 * 48 * 3, pixels.Length);
        Assert.Equal(10, pixels[1000], 4.0);
    }

    [Fact]
    public void Matroska_keeps_them_to_the_millisecond()
    {
        string path = _clips.At("live.mkv");
        using (IFrameSink sink = Open(path))
        {
            WriteAll(sink);
            sink.Interrupt();
        }

        Assert.All(ClipFolder.Pts(path).Zip(Irregular), pair => Assert.Equal((pair.Second - Irregular[0]) / 1000.0, pair.First, 1.0));
    }

    [Fact]
    public void An_abandoned_session_leaves_a_playable_part_and_nothing_under_the_final_name()
    {
        string path = _clips.At("live.mp4"), partial = path + ".partial.mp4";
        using IFrameSink sink = Open(path);
        long pts = 0;

        // Until the encoder has given two fragments, as at a kill: neither Complete nor Interrupt.
        while (Fragments(partial) < 2)
        {
            _frames.Write(sink, pts, (int)(pts / 1000 % 200));
            pts += 40_000;
            Assert.True(pts < 2_000_000_000, "no fragment came");
        }

        string asKilled = _clips.At("killed.mp4");
        File.Copy(partial, asKilled);
        Assert.False(File.Exists(path));
        long[] left = ClipFolder.Pts(asKilled);
        Assert.True(left.Length > 20, $"only {left.Length} frames were left");
        Assert.Equal(Enumerable.Range(0, left.Length).Select(i => i * 40_000L), left);
        Assert.Equal(left.Length * 64 * 48 * 3, _clips.Pixels(asKilled).Length);
    }

    [Fact]
    public void What_a_killed_session_left_is_not_overwritten_unless_that_is_asked_for()
    {
        string path = _clips.At("live.mp4"), partial = path + ".partial.mp4";
        File.WriteAllText(partial, "an hour of talk");
        MediaException e = Assert.Throws<MediaException>(() => Open(path));
        Assert.Contains($"An interrupted run has left {partial}", e.Message, StringComparison.Ordinal);
        Assert.Equal("an hour of talk", File.ReadAllText(partial));
        using IFrameSink sink = Open(path, overwrite: true);
        WriteAll(sink);
        sink.Complete(4_000_000);
        Assert.Equal(Irregular.Length, ClipFolder.Pts(path).Length);
        Assert.False(File.Exists(partial));
    }

    [Fact]
    public void A_session_without_a_frame_leaves_nothing()
    {
        using (IFrameSink sink = Open(_clips.At("live.mp4")))
        {
            sink.Complete(0);
        }

        Assert.Empty(Directory.GetFiles(_clips.Root));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_before_the_session()
    {
        Refused("does not end as a video", "live.txt");
        Refused("does not exist", "no/live.mp4");
        Directory.CreateDirectory(_clips.At("folder.mp4"));
        Refused("is a folder", "folder.mp4");
        File.WriteAllText(_clips.At("there.mp4"), "x");
        Refused("exists already", "there.mp4");
    }

    private void Refused(string why, string name)
    {
        MediaException e = Assert.Throws<MediaException>(() => Open(_clips.At(name)));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    private IFrameSink Open(string path, bool overwrite = false) => new FileLiveSink(new() { Path = path, Overwrite = overwrite }, _ffmpeg).Open(_frames.Format);

    private void WriteAll(IFrameSink sink)
    {
        for (int i = 0; i < Irregular.Length; i++)
        {
            _frames.Write(sink, Irregular[i], 10 + (2 * i));
        }
    }

    private static void Finish(IFrameSink sink, bool complete)
    {
        if (complete)
        {
            sink.Complete(Irregular[^1] + 33_333);
        }
        else
        {
            sink.Interrupt();
        }
    }

    private static int Fragments(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int count = 0;
        for (int at = bytes.AsSpan().IndexOf("moof"u8); at >= 0;)
        {
            count++;
            int next = bytes.AsSpan(at + 4).IndexOf("moof"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        return count;
    }
}
