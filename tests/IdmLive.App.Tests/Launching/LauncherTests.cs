using System.Diagnostics;

namespace IdmLive.App.Tests.Launching;

[Collection("scripts")] // a script that is being written cannot be run: no other test of this kind forks meanwhile
public sealed class LauncherTests : IDisposable
{
    private static readonly Dictionary<string, string> NoSetup = new() { ["IDMLIVE_SETUP"] = "skip" };
    private readonly ScriptSandbox sandbox = new();

    public LauncherTests() => sandbox.StandIn("dotnet", """
        if [ "$1" = build ]; then
          sleep 0.2
          if [ -e "$HOME/broken" ]; then echo "Program.cs(1,7): error CS1001: broken on purpose [/a/b.csproj]"; exit 1; fi
          mkdir -p "$HOME/src/IdmLive.App/bin/Release/net10.0" && touch "$HOME/src/IdmLive.App/bin/Release/net10.0/idmlive.dll"
          exit 0
        fi
        shift
        printf '<%s>' "$@"
        exit 42
        """);

    [Fact]
    public async Task Arguments_and_the_exit_status_pass_through_from_any_folder_and_through_a_link()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(sandbox.Root, "else where")).FullName;
        string link = Path.Combine(elsewhere, "linked");
        File.CreateSymbolicLink(link, Path.Combine(sandbox.Root, "idmlive"));
        (int status, string output, _) = await ScriptSandbox.Finish(sandbox.Start(link, elsewhere, NoSetup, "a b", "", "*", "--x=\"q\"", "$HOME"));
        Assert.Equal("<a b><><*><--x=\"q\"><$HOME>", output);
        Assert.Equal(42, status);
    }

    [Fact]
    public async Task It_builds_only_when_a_source_was_changed_added_or_deleted()
    {
        Assert.Equal(1, await BuildsOfARun());
        Assert.Equal(0, await BuildsOfARun());

        string source = Path.Combine(sandbox.Root, "src", "IdmLive.App", "Program.cs"), added = Path.Combine(sandbox.Root, "src", "Added.cs");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(1, await BuildsOfARun());
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddMinutes(-1));
        Assert.Equal(0, await BuildsOfARun());

        File.WriteAllText(added, "");
        Assert.Equal(1, await BuildsOfARun());
        File.Delete(added);
        Assert.Equal(1, await BuildsOfARun());
        File.SetLastWriteTimeUtc(Path.Combine(sandbox.Root, "Directory.Build.props"), DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(1, await BuildsOfARun());
    }

    [Fact]
    public async Task It_builds_again_when_the_program_is_gone_or_another_backend_is_asked_for()
    {
        await BuildsOfARun();
        File.Delete(Path.Combine(sandbox.Root, "src", "IdmLive.App", "bin", "Release", "net10.0", "idmlive.dll"));
        Assert.Equal(1, await BuildsOfARun());
        Assert.Equal(1, await BuildsOfARun(("TorchBackend", "cuda")));
        Assert.Equal(0, await BuildsOfARun(("TorchBackend", "cuda")));
        Assert.Equal(1, await BuildsOfARun());
    }

    [Fact]
    public async Task A_broken_build_is_shown_ends_with_3_and_is_tried_again()
    {
        File.WriteAllText(Path.Combine(sandbox.Root, "broken"), "");
        (int status, string output, string error) = await Run();
        Assert.Equal(3, status);
        Assert.Empty(output);
        Assert.Contains("error CS1001: broken on purpose", error, StringComparison.Ordinal);

        File.Delete(Path.Combine(sandbox.Root, "broken"));
        (status, output, _) = await Run();
        Assert.Equal(42, status);
        Assert.Equal("<x>", output);
    }

    [Fact]
    public async Task Of_several_at_once_one_builds_and_all_run()
    {
        Process[] processes = [.. Enumerable.Range(0, 4).Select(_ => sandbox.Start(Path.Combine(sandbox.Root, "idmlive"), sandbox.Root, NoSetup, "x"))];
        (int Status, string Out, string Error)[] ends = await Task.WhenAll(processes.Select(ScriptSandbox.Finish));
        Assert.All(ends, e => Assert.Equal((42, "<x>"), (e.Status, e.Out)));
        Assert.Single(sandbox.Calls, c => c.StartsWith("dotnet build", StringComparison.Ordinal));
    }

    public void Dispose() => sandbox.Dispose();

    private Task<(int Status, string Out, string Error)> Run(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = new(NoSetup);
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return ScriptSandbox.Finish(sandbox.Start(Path.Combine(sandbox.Root, "idmlive"), sandbox.Root, environment, "x"));
    }

    private async Task<int> BuildsOfARun(params (string Name, string Value)[] variables)
    {
        int before = Builds();
        Assert.Equal(42, (await Run(variables)).Status);
        return Builds() - before;
    }

    private int Builds() => sandbox.Calls.Count(c => c.StartsWith("dotnet build", StringComparison.Ordinal));
}
