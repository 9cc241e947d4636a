using System.Diagnostics;

namespace IdmLive.Tools.Tests.Training;

/// <summary><c>idmlive-tools train</c> as a process of its own. Its lines are read as they come, so it never waits for the reader.</summary>
internal sealed class TrainProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private TrainProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_lines)
            {
                _lines.Add(line.Data ?? string.Empty);
            }
        };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Whether it was killed before it was done.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>What it said on standard error so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines.Where(l => l.Length > 0)];
            }
        }
    }

    /// <summary>Starts a run.</summary>
    /// <param name="data">Prepared folder.</param>
    /// <param name="run">Run folder; the run resumes where it holds a checkpoint.</param>
    /// <param name="more">Further arguments.</param>
    public static TrainProcess Start(string data, string run, params string[] more)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Path.Join(AppContext.BaseDirectory, "idmlive-tools.dll"), "train", "--data", data, "--run", run, "--tier", "tiny", "--steps", "1",
            "--face-size", "64", "--patch", "32", "--batch", "2", "--threads", "1", .. more,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        if (File.Exists(Path.Join(run, "checkpoint.safetensors")))
        {
            start.ArgumentList.Add("--resume");
        }

        return new TrainProcess(Process.Start(start)!);
    }

    /// <summary>Waits until something holds or the process has ended.</summary>
    public void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(() => _process.HasExited || holds(), Patience), "it came to nothing");

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        WasKilled = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for its end and returns its exit status.</summary>
    public int Finish()
    {
        Assert.True(_process.WaitForExit(Patience), "the program did not end");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
