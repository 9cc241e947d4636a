using System.Diagnostics;

namespace IdmLive.App.Tests.Launching;

/// <summary>
/// A copy of the launchers in a temporary folder (its name has a space) beside programs that stand in for the machine's: what they
/// are asked is written down, and nothing is built or installed.
/// </summary>
internal sealed class ScriptSandbox : IDisposable
{
    public ScriptSandbox()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell launchers are for Linux");
        Root = Path.Combine(Path.GetTempPath(), $"idmlive launch {Guid.NewGuid():N}");
        Tools = Path.Combine(Root, "machine");
        Directory.CreateDirectory(Path.Combine(Root, "eng"));
        Directory.CreateDirectory(Path.Combine(Root, "src", "IdmLive.App"));
        Directory.CreateDirectory(Tools);
        foreach (string file in new[] { "idmlive", "eng/setup.sh", "eng/launch.sh" })
        {
            File.Copy(Path.Combine(Checkout.OrSkip(), file), Path.Combine(Root, file));
        }

        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "global.json", ".editorconfig", "eng/BannedSymbols.txt", "src/IdmLive.App/Program.cs" })
        {
            File.WriteAllText(Path.Combine(Root, file), "");
        }

        foreach (string tool in new[] { "bash", "env", "awk", "sed", "grep", "find", "cp", "mv", "rm", "mkdir", "touch", "cat", "head", "tail", "uname", "id", "readlink", "dirname", "mktemp", "flock", "sleep", "chmod", "install", "tee" })
        {
            string? real = new[] { "/usr/bin", "/bin" }.Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists);
            Assert.SkipWhen(real is null, $"needs {tool}, which this machine lacks");
            File.CreateSymbolicLink(Path.Combine(Tools, tool), real!);
        }
    }

    public string Root { get; }

    /// <summary>All that is on the PATH.</summary>
    public string Tools { get; }

    /// <summary>What the stand-ins were asked, a line each.</summary>
    public string[] Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    private string CallsFile => Path.Combine(Root, "calls");

    /// <summary>Puts a program on the PATH that notes its name and arguments and then runs a piece of shell.</summary>
    public void StandIn(string name, string shell)
    {
        string path = Path.Combine(Tools, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!/bin/bash\nprintf '%s\\n' \"{name} $*\" >>'{CallsFile}'\n{shell}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public Process Start(string script, string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        ProcessStartInfo start = new("/bin/bash") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = Tools;
        start.Environment["HOME"] = Root;
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<(int Status, string Out, string Error)> Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
