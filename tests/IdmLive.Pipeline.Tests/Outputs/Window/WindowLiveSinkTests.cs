using System.ComponentModel;
using System.Diagnostics;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Outputs.Window;

namespace IdmLive.Pipeline.Tests.Outputs.Window;

public sealed class WindowLiveSinkTests
{
    [Fact]
    public void Without_a_display_it_says_so_in_one_sentence()
    {
        Assert.SkipWhen(WindowLiveSink.FindProblem() is null, "there is a display here");
        using LiveFrames frames = new();
        MediaException e = Assert.Throws<MediaException>(() => new WindowLiveSink().Open(frames.Format));
        Assert.Equal(MediaFailure.Machine, e.Failure);
        Assert.Contains("neither DISPLAY nor WAYLAND_DISPLAY is set", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null, null, false)]
    [InlineData(true, "", "", false)]
    [InlineData(true, ":0", null, true)]
    [InlineData(true, null, "wayland-0", true)]
    [InlineData(false, null, null, true)]
    public void A_display_is_known_by_the_environment_on_Linux(bool linux, string? x, string? wayland, bool there) =>
        Assert.Equal(there, WindowLiveSink.FindProblem(linux, name => name == "DISPLAY" ? x : wayland) is null);

    [Fact]
    public void Where_there_is_a_display_frames_are_shown_and_the_window_closes()
    {
        Assert.SkipWhen(WindowLiveSink.FindProblem() is not null, "needs a display (DISPLAY or WAYLAND_DISPLAY)");
        using LiveFrames frames = new();
        WindowLiveSink sink = new($"IdmLive test {Environment.ProcessId}");
        bool closed = false;
        sink.Closed += () => closed = true;
        using (IFrameSink open = sink.Open(frames.Format))
        {
            for (int i = 0; i < 50; i++)
            {
                frames.Write(open, i, i);
            }

            open.Complete(50);
        }

        Assert.False(closed);
    }

    [Theory]
    [InlineData("q", true)]
    [InlineData("Escape", true)]
    [InlineData("x", false)]
    public void The_keys_q_and_Escape_end_it_and_no_other(string key, bool ends)
    {
        Assert.SkipWhen(WindowLiveSink.FindProblem() is not null, "needs a display (DISPLAY or WAYLAND_DISPLAY)");
        Assert.SkipWhen(Tool("version") is null, "needs xdotool, which plays the user");
        using LiveFrames frames = new();
        string title = $"IdmLive test {Guid.NewGuid():N}";
        WindowLiveSink sink = new(title);
        using ManualResetEventSlim closed = new();
        sink.Closed += closed.Set;
        using IFrameSink open = sink.Open(frames.Format);
        string window = Tool("search", "--name", title)!.Split('\n')[0];
        Assert.False(closed.IsSet);

        // Keys that are sent to a window without its having the focus are no user's to GTK.
        Tool("windowfocus", window, "key", key);
        Assert.Equal(ends, closed.Wait(ends ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(500)));
        frames.Write(open, 1);
        open.Interrupt();
    }

    private static string? Tool(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("xdotool", arguments) { RedirectStandardOutput = true })!;
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return answer;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
