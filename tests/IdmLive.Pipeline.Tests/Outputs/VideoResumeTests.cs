using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;

namespace IdmLive.Pipeline.Tests.Outputs;

public sealed class VideoResumeTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();
    private readonly VideoCopier _copier = new();
    private readonly string _input;
    private readonly string _output;

    public VideoResumeTests()
    {
        _input = _clips.Make("in.mp4", [.. ClipFolder.Moving, .. ClipFolder.Sound, "-frames:v", "45", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]);
        _output = _clips.At("out.mp4");
    }

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("mp4", null, true)]
    [InlineData("mkv", "ffv1", false)]
    public void A_resumed_run_gives_the_same_bits_as_one_that_was_not_interrupted(string extension, string? codec, bool crash)
    {
        string whole = _clips.At("whole." + extension), twice = _clips.At("twice." + extension);
        VideoOutputOptions Change(VideoOutputOptions o) => o with { Encoding = new() { Codec = codec }, Resume = true };
        _copier.Copy(_input, whole, o => Change(o) with { Resume = false });
        _copier.CopyPart(_copier.Plan(_input, twice, Change), 26, crash);
        Assert.False(File.Exists(twice));
        VideoOutputPlan second = _copier.Plan(_input, twice, Change);
        Assert.Equal(20, second.ResumedFrames);
        _copier.CopyPart(second, 37, !crash);
        Assert.Equal(30, _copier.Plan(_input, twice, Change).ResumedFrames);
        _copier.Copy(_input, twice, Change);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(twice));
        Assert.Empty(Directory.GetFiles(_clips.Root, "twice*.partial*"));
    }

    [Fact]
    public void What_follows_the_last_whole_segment_is_cut_off_whatever_it_is()
    {
        string whole = _clips.At("whole.mp4");
        _copier.Copy(_input, whole);
        _copier.CopyPart(_copier.Plan(_input, _output), 25, crash: true);
        foreach (string file in new[] { _output + ".partial.mp4", _output + ".partial.faces" })
        {
            File.AppendAllText(file, "half a fragment");
        }

        VideoOutputPlan plan = _copier.Plan(_input, _output, o => o with { Resume = true });
        Assert.Equal(20, plan.ResumedFrames);
        JournalFrame[] faces = [.. plan.ResumedFaces];
        Assert.Equal(ClipFolder.Pts(_input)[..20], faces.Select(f => f.Pts));
        Assert.All(faces, (frame, i) => Assert.Equal(Enumerable.Repeat(VideoCopier.FaceOf(i), i % 3), frame.Faces));
        _copier.Copy(_input, _output, o => o with { Resume = true });
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(_output));
    }

    [Fact]
    public void A_run_that_stopped_after_its_last_frame_only_has_to_be_put_together()
    {
        string whole = _clips.At("whole.mp4");
        _copier.Copy(_input, whole);
        VideoOutputPlan plan = _copier.Plan(_input, _output);
        File.WriteAllText(_output, "somebody else's file");
        Assert.Throws<MediaException>(() => _copier.Copy(plan));
        Assert.Equal("somebody else's file", File.ReadAllText(_output));

        File.Delete(_output);
        VideoOutputPlan again = _copier.Plan(_input, _output, o => o with { Resume = true });
        Assert.Equal(45, again.ResumedFrames);
        _copier.Copy(again);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(_output));
    }

    [Fact]
    public void Other_options_or_another_input_are_refused_in_one_sentence_that_names_the_difference()
    {
        _copier.CopyPart(_copier.Plan(_input, _output, o => o with { RunOptions = new Dictionary<string, string> { ["steps"] = "4" } }), 15, crash: false);
        Refused("steps was 4 and is 1 now", o => o with { Resume = true, RunOptions = new Dictionary<string, string> { ["steps"] = "1" } });
        Refused("steps was 4 and is not given now", o => o with { Resume = true });
        Refused("encoder was", o => o with { Resume = true, Encoding = new() { Crf = 30 }, RunOptions = new Dictionary<string, string> { ["steps"] = "4" } });
        Refused("left 10 finished frames", o => o);
        File.SetLastWriteTimeUtc(_input, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Refused("the input has changed since", o => o with { Resume = true, RunOptions = new Dictionary<string, string> { ["steps"] = "4" } });
        _copier.Copy(_input, _output, o => o with { Overwrite = true });
        Assert.Equal(45, ClipFolder.Pts(_output).Length);
    }

    [Fact]
    public void Two_runs_on_one_output_do_not_destroy_each_other()
    {
        VideoOutputPlan plan = _copier.Plan(_input, _output), other = _copier.Plan(_input, _output);
        using VideoFileSink sink = plan.Open();
        MediaException e = Assert.Throws<MediaException>(other.Open);
        Assert.Equal(MediaFailure.Output, e.Failure);
    }

    [Fact]
    public void A_run_that_fails_before_its_first_segment_leaves_nothing()
    {
        VideoFileSink sink = _copier.Plan(_input, _output).Open();
        Assert.NotEmpty(Directory.GetFiles(_clips.Root, "out*"));
        sink.Dispose();
        Assert.Empty(Directory.GetFiles(_clips.Root, "out*"));
    }

    private void Refused(string why, Func<VideoOutputOptions, VideoOutputOptions> change)
    {
        MediaException e = Assert.Throws<MediaException>(() => _copier.Plan(_input, _output, change));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
