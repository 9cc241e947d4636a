namespace IdmLive.App.Tests.Restoring;

public sealed class VideoRestoringTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void Faces_of_a_real_clip_are_restored_in_every_frame_and_its_sound_is_copied()
    {
        string input = Talk(1.2), output = _clips.At("out.mp4");
        RestoreOutcome outcome = RestoreCommandLine.Run(input, "-o", output, "--json");
        Assert.Equal(ExitStatus.Done, outcome.Status);
        string[] members = ["frames", "framesWithFace", "faces", "seconds", "fps", "p50Ms", "p95Ms", "peakMb", "output"];
        Assert.All(members, name => Assert.True(outcome.Json.TryGetProperty(name, out _), name));
        Assert.Equal((30, 30, 30), (Count(outcome, "frames"), Count(outcome, "framesWithFace"), Count(outcome, "faces")));
        Assert.InRange(outcome.Json.GetProperty("peakMb").GetDouble(), 50, 3000);
        Assert.Equal(ClipFolder.Pts(input), ClipFolder.Pts(output));
        Assert.Equal(ClipFolder.SoundPackets(input), ClipFolder.SoundPackets(output));
        Assert.Contains("about 30 frames", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("MB.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_resumed_amid_tracked_faces_gives_the_same_bits()
    {
        string input = Talk(2), whole = _clips.At("whole.mp4"), twice = _clips.At("twice.mp4");
        string[] more = ["--segment", "0.4", "--quiet"];
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run([input, "-o", whole, .. more]).Status);
        StoppingRestorer stopping = new(calls: 33);
        RestoreOutcome stopped = RestoreCommandLine.Run(stopping, [input, "-o", twice, .. more]);
        Assert.Equal(ExitStatus.Unexpected, stopped.Status);
        Assert.False(File.Exists(twice));
        RestoreOutcome resumed = RestoreCommandLine.Run([input, "-o", twice, .. more, "--resume", "--json"]);
        Assert.True(resumed.Status == ExitStatus.Done, resumed.Error);
        Assert.InRange(Count(resumed, "resumedFrames"), 10, 30);
        Assert.Equal((50, 50), (Count(resumed, "frames"), Count(resumed, "faces")));
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(twice));
        Assert.Equal(ExitStatus.BadInput, Refused("--steps was 1 and is 2 now"));

        int Refused(string why)
        {
            RestoreCommandLine.Run(new StoppingRestorer(calls: 33), [input, "-o", twice, .. more, "--force"]);
            File.Delete(twice);
            RestoreOutcome other = RestoreCommandLine.Run([input, "-o", twice, .. more, "--resume", "--steps", "2"]);
            Assert.Contains(why, other.OneSentence, StringComparison.Ordinal);
            return other.Status;
        }
    }

    [Fact]
    public void Strength_zero_leaves_every_bit_of_every_frame()
    {
        string input = _clips.Make("in.mp4", [.. ClipFolder.Moving, "-frames:v", "8", "-c:v", "libx264", "-pix_fmt", "yuv420p"]), output = _clips.At("out.mkv");
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(input, "-o", output, "--strength", "0", "--codec", "ffv1", "-q").Status);
        byte[] expected = _clips.Pixels(input, "gbrp", "-vf", "scale=in_color_matrix=bt601:in_range=tv:out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int,format=gbrp");
        Assert.Equal(expected, _clips.Pixels(output, "gbrp"));
    }

    [Fact]
    public void Side_by_side_is_twice_as_wide_and_has_the_input_to_the_left()
    {
        string input = Talk(0.3), both = _clips.At("both.mkv");
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(input, "-o", both, "--side-by-side", "--codec", "ffv1", "-q").Status);
        Assert.Equal("2160,608", ClipFolder.Video(both, "width,height"));
        byte[] pixels = _clips.Pixels(both);
        int row = 2160 * 3, changed = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            changed += i % row < row / 2 && pixels[i] != pixels[i + (row / 2)] ? 1 : 0;
        }

        Assert.InRange(changed, 1000, pixels.Length / 6 / 2);
    }

    [Fact]
    public void A_video_that_breaks_off_is_restored_as_far_as_it_goes_and_the_status_says_so()
    {
        string whole = _clips.Make("in.mkv", [.. ClipFolder.Moving, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "10"]);
        RestoreOutcome outcome = RestoreCommandLine.Run(_clips.CutOff(whole, 0.6), "-o", _clips.At("out.mp4"), "--json");
        Assert.Equal(ExitStatus.Partial, outcome.Status);
        Assert.Equal("partial", outcome.Json.GetProperty("status").GetString());
        Assert.InRange(Count(outcome, "frames"), 20, 55);
        Assert.Contains("breaks off after", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(Count(outcome, "frames"), ClipFolder.Pts(_clips.At("out.mp4")).Length);
    }

    [Fact]
    public void What_cannot_be_made_is_refused_in_one_sentence_before_the_work()
    {
        string input = _clips.Make("in.mkv", [.. ClipFolder.Moving, .. ClipFolder.Sound, "-frames:v", "5", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "pcm_f64le"]);
        string text = _clips.At("text.mp4");
        File.WriteAllText(text, "not a film");
        Refused(ExitStatus.BadInput, "is not a video", text, "-o", _clips.At("out.mp4"));
        Refused(ExitStatus.BadInput, "(pcm_f64le) cannot be copied into a .webm file; name the output .mkv", input, "-o", _clips.At("out.webm"));
        Refused(ExitStatus.BadInput, "name it .mp4, .mov, .mkv or .webm", input, "-o", _clips.At("out.wmv"));
        Refused(ExitStatus.BadInput, "is not an encoder of this ffmpeg", input, "-o", _clips.At("out.mkv"), "--codec", "nonsense");
        Refused(ExitStatus.BadInput, "--crf 99 is outside what libx264 takes", input, "-o", _clips.At("out.mkv"), "--crf", "99");
        Refused(ExitStatus.BadInput, "--crf 9 has no meaning for ffv1", input, "-o", _clips.At("out.mkv"), "--codec", "ffv1", "--crf", "9");
        Refused(ExitStatus.BadInput, "Input and output are the same file", input, "-o", Path.Combine(_clips.Root, ".", "in.mkv"), "--force");
        Refused(ExitStatus.OutputFailed, "does not exist; make it", input, "-o", _clips.At("nowhere/out.mkv"));
        Refused(ExitStatus.BadInput, "cannot hold video of the encoder ffv1", _clips.Make("silent.mkv", "-i", input, "-c:v", "copy", "-an"), "-o", _clips.At("out.mp4"), "--codec", "ffv1");
        Refused(ExitStatus.BadInput, "--aligned needs square crops", input, "-o", _clips.At("out.mkv"), "--aligned");
        File.WriteAllText(_clips.At("out.mkv"), "was here");
        Refused(ExitStatus.OutputFailed, "exists already; give --force", input, "-o", _clips.At("out.mkv"));
        Assert.Equal("was here", File.ReadAllText(_clips.At("out.mkv")));
        Assert.Empty(Directory.GetFiles(_clips.Root, "*partial*"));

        void Refused(int status, string why, params string[] arguments)
        {
            RestoreOutcome outcome = RestoreCommandLine.Run(arguments);
            Assert.Contains(why, outcome.OneSentence, StringComparison.Ordinal);
            Assert.Equal(status, outcome.Status);
        }
    }

    private static int Count(RestoreOutcome outcome, string member) => outcome.Json.GetProperty(member).GetInt32();

    private string Talk(double seconds) => _clips.Make(
        "talk.mp4", "-i", SharedFile.OrSkip("data/video/talk-1.mp4"), "-t", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "copy");
}
