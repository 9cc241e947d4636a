namespace IdmLive.App.Tests.Launching;

[Collection("scripts")]
public sealed class SetupTests : IDisposable
{
    private readonly ScriptSandbox sandbox = new();

    public SetupTests()
    {
        WriteLibraries("libgtk-3.so.0", "libdrm.so.2", "libatomic.so.1", "libstdc++.so.6");
        File.WriteAllText(Libstdcxx, "GLIBCXX_3.4.31 GLIBCXX_3.4.32");
        sandbox.StandIn("ldconfig", "cat \"$HOME/libraries\"");
        sandbox.StandIn("ffmpeg", "");
        sandbox.StandIn("ffprobe", "");
        sandbox.StandIn("dotnet", "echo 10.0.100");
        sandbox.StandIn("uname", "[ \"$1\" = -s ] && echo Linux || echo x86_64");
    }

    private string Libstdcxx => Path.Combine(sandbox.Root, "libstdc++");

    [Fact]
    public async Task Where_nothing_is_missing_it_says_nothing_and_installs_nothing()
    {
        sandbox.StandIn("apt-get", "");
        Assert.Equal((0, "", ""), await Setup());
        Assert.DoesNotContain(sandbox.Calls, c => c.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("libgtk-3.so.0", "libgtk-3-0")]
    [InlineData("libdrm.so.2", "libdrm2")]
    [InlineData("libatomic.so.1", "libatomic1")]
    public async Task A_missing_library_is_one_sentence_that_names_the_cure(string library, string package)
    {
        WriteLibraries([.. new[] { "libgtk-3.so.0", "libdrm.so.2", "libatomic.so.1", "libstdc++.so.6" }.Where(l => l != library)]);
        (int status, _, string error) = await Setup("--check");
        Assert.Equal(3, status);
        Assert.Contains(package, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_ffmpeg_and_an_old_libstdcxx_are_a_sentence_each()
    {
        File.Delete(Path.Combine(sandbox.Tools, "ffprobe"));
        File.WriteAllText(Libstdcxx, "GLIBCXX_3.4.30");
        (int status, _, string error) = await Setup("--check");
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, status);
        Assert.Equal(2, lines.Length);
        Assert.Contains("apt-get install ffmpeg", lines[0], StringComparison.Ordinal);
        Assert.Contains("Debian 13", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_sdk_is_a_sentence_that_says_where_it_comes_from()
    {
        sandbox.StandIn("dotnet", "exit 1");
        (int status, _, string error) = await Setup("--check");
        Assert.Equal(3, status);
        Assert.Contains("dotnet-sdk-10.0", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_and_why_then_installs_only_that()
    {
        File.Delete(Path.Combine(sandbox.Tools, "ffmpeg"));
        sandbox.StandIn("id", "echo 0");
        sandbox.StandIn("apt-cache", "echo '  Candidate: (none)'");
        sandbox.StandIn("apt-get", "case \"$*\" in *' install '*) cp \"$(dirname \"$0\")/ffprobe\" \"$(dirname \"$0\")/ffmpeg\" ;; esac");
        (int status, string output, string error) = await Setup();
        Assert.Equal(0, status);
        Assert.Empty(output);
        Assert.Contains("ffmpeg: reads and writes video files", error, StringComparison.Ordinal);
        string install = Assert.Single(sandbox.Calls, c => c.StartsWith("apt-get", StringComparison.Ordinal) && c.Contains(" install ", StringComparison.Ordinal));
        Assert.EndsWith("--no-install-recommends ffmpeg", install, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newer_name_of_gtk_is_taken_where_the_system_has_it()
    {
        WriteLibraries("libdrm.so.2", "libatomic.so.1", "libstdc++.so.6");
        sandbox.StandIn("id", "echo 0");
        sandbox.StandIn("apt-cache", "[ \"$2\" = libgtk-3-0t64 ] && echo '  Candidate: 3.24' || echo '  Candidate: (none)'");
        sandbox.StandIn("apt-get", $"case \"$*\" in *' install '*) echo '\tlibgtk-3.so.0 (libc6,x86-64) => /lib/x' >>'{sandbox.Root}/libraries' ;; esac");
        Assert.Equal(0, (await Setup()).Status);
        Assert.Contains(sandbox.Calls, c => c.EndsWith(" libgtk-3-0t64", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_package_manager_said_is_shown_only_when_it_fails()
    {
        File.Delete(Path.Combine(sandbox.Tools, "ffmpeg"));
        sandbox.StandIn("id", "echo 0");
        sandbox.StandIn("apt-cache", "");
        sandbox.StandIn("apt-get", "echo 'E: no network'; case \"$*\" in *' install '*) exit 100 ;; esac");
        (int status, _, string error) = await Setup();
        Assert.Equal(3, status);
        Assert.Contains("E: no network", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_and_sudo_it_names_what_is_missing_and_installs_nothing()
    {
        File.Delete(Path.Combine(sandbox.Tools, "ffmpeg"));
        sandbox.StandIn("id", "echo 1000");
        sandbox.StandIn("apt-get", "");
        (int status, _, string error) = await Setup();
        Assert.Equal(3, status);
        Assert.Contains("ffmpeg is missing", error, StringComparison.Ordinal);
        Assert.Contains("as root", error, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Calls, c => c.StartsWith("apt-get", StringComparison.Ordinal));
    }

    public void Dispose() => sandbox.Dispose();

    private void WriteLibraries(params string[] names) => File.WriteAllLines(
        Path.Combine(sandbox.Root, "libraries"),
        names.Select(n => $"\t{n} (libc6,x86-64) => {(n.StartsWith("libstdc++", StringComparison.Ordinal) ? Libstdcxx : $"/lib/{n}")}"));

    private Task<(int Status, string Out, string Error)> Setup(params string[] arguments) =>
        ScriptSandbox.Finish(sandbox.Start(Path.Combine(sandbox.Root, "eng", "setup.sh"), sandbox.Root, environment: null, arguments));
}
