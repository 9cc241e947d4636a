using System.Diagnostics;
using System.Text.Json;

namespace IdmLive.App.Tests.Restoring;

/// <summary>The program itself, started and ended as a user, a full disk or the system does it. Strength 0 needs no model.</summary>
public sealed class RestoreProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ClipFolder _clips = ClipFolder.OrSkip();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void After_a_kill_at_any_moment_the_partial_file_plays_and_resume_gives_the_same_bits()
    {
        string input = LongClip(), whole = _clips.At("whole.mp4"), killed = _clips.At("killed.mp4");
        Assert.Equal(ExitStatus.Done, Finish(Start(input, whole)).Status);
        int kills = 0;
        for (int segments = 2; segments < 9; segments += 5)
        {
            using Process process = Start(input, killed, "--resume");
            Assert.True(SpinWait.SpinUntil(() => Segments(killed) >= segments || process.HasExited, Patience));
            process.Kill();
            process.WaitForExit();
            if (!File.Exists(killed))
            {
                kills++;
                int frames = Segments(killed) * 8;
                Assert.Equal(ClipFolder.Pts(input)[..frames], Playable(killed)[..frames]);
            }
        }

        Assert.True(kills > 0, "no run was killed before it was done");
        if (!File.Exists(killed))
        {
            RestoreOutcome last = Finish(Start(input, killed, "--resume", "--json"));
            Assert.Equal(ExitStatus.Done, last.Status);
            Assert.True(last.Json.GetProperty("resumedFrames").GetInt32() >= 16);
            Assert.Equal(120, last.Json.GetProperty("frames").GetInt32());
        }

        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(killed));
        Assert.Empty(Directory.GetFiles(_clips.Root, "*partial*"));
    }

    [Fact]
    public void Control_C_leaves_a_playable_file_and_a_state_from_which_resume_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        string input = LongClip(), output = _clips.At("out.mp4");
        using Process process = Start(input, output);
        Assert.True(SpinWait.SpinUntil(() => Segments(output) >= 1 || process.HasExited, Patience));
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        RestoreOutcome stopped = Finish(process);
        Assert.Equal(ExitStatus.Interrupted, stopped.Status);
        Assert.Contains("give --resume to go on", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        long[] pts = Playable(output);
        Assert.InRange(pts.Length, 8, 119);
        Assert.Equal(ClipFolder.Pts(input)[..pts.Length], pts);
        Assert.Equal(ExitStatus.OutputFailed, Finish(Start(input, output)).Status);
        Assert.Equal(ExitStatus.Done, Finish(Start(input, output, "--resume")).Status);
        Assert.Equal(ClipFolder.Pts(input), ClipFolder.Pts(output));
    }

    [Fact]
    public void A_full_disk_is_one_sentence_and_leaves_nothing_under_the_final_name()
    {
        string disk = _clips.At("disk");
        Directory.CreateDirectory(disk);
        using Process mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=100k", "none", disk]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        Assert.SkipUnless(mount.ExitCode == 0, "needs the right to mount a small file system");
        try
        {
            string output = Path.Combine(disk, "out.mp4");
            RestoreOutcome outcome = Finish(Start(LongClip(), output));
            Assert.Equal(ExitStatus.OutputFailed, outcome.Status);
            Assert.Contains("not enough space", outcome.OneSentence, StringComparison.Ordinal);
            Assert.False(File.Exists(output));
        }
        finally
        {
            using Process unmount = Process.Start("umount", [disk]);
            unmount.WaitForExit();
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_one_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, where nobody can make a file");
        RestoreOutcome outcome = Finish(Start(LongClip(), "/proc/out.mp4"));
        Assert.Equal(ExitStatus.OutputFailed, outcome.Status);
        Assert.Contains("/proc/out.mp4 cannot be written", outcome.OneSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ffmpeg_is_one_sentence_that_names_the_cure()
    {
        string input = LongClip();
        RestoreOutcome outcome = Finish(Start(input, _clips.At("out.mp4"), ("IDMLIVE_FFMPEG", _clips.Root)));
        Assert.Equal(ExitStatus.MachineLacks, outcome.Status);
        Assert.Contains("install it:", outcome.OneSentence, StringComparison.Ordinal);
    }

    private static Process Start(string input, string output, params string[] more) => Start(input, output, null, more);

    private static Process Start(string input, string output, (string Name, string Value)? variable, params string[] more)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "idmlive.dll"), "restore", input, "-o", output, "--strength", "0", "--segment", "0.25", "-q", .. more];
        Array.ForEach(arguments, start.ArgumentList.Add);
        if (variable is { } v)
        {
            start.Environment[v.Name] = v.Value;
        }

        return Process.Start(start)!;
    }

    private static RestoreOutcome Finish(Process process)
    {
        using Process finished = process;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the program did not end");
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Segments that are whole, as the state beside the output says.</summary>
    private static int Segments(string output)
    {
        string state = output + ".partial.json";
        return File.Exists(state) ? JsonDocument.Parse(File.ReadAllBytes(state)).RootElement.GetProperty("segments").GetArrayLength() : 0;
    }

    /// <summary>Time stamps of the frames of the partial file that can be decoded.</summary>
    private static long[] Playable(string output) => ClipFolder.Pts(output + ".partial.mp4");

    private string LongClip() => _clips.Make("long.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=4", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p");
}
