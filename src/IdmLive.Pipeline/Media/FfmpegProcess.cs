using System.ComponentModel;
using System.Diagnostics;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// One run of ffmpeg or ffprobe. Its log is read on a thread of its own; the end of this object ends the program. The program is
/// started outside the terminal's process group, so that Ctrl-C reaches only us and we end it in good order.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private static readonly string? SessionLauncher = FindSessionLauncher();

    private readonly Process _process;
    private readonly Thread _logReader;
    private readonly Queue<string> _lastLines = new();

    private FfmpegProcess(Process process, Action<string?>? onLogLine)
    {
        _process = process;
        _logReader = new Thread(() => ReadLog(onLogLine)) { IsBackground = true, Name = "ffmpeg log" };
        _logReader.Start();
    }

    /// <summary>What the program writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the program reads; there only where it was started with <c>feed</c>.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Largest memory the program has held in RAM so far, in bytes; 0 once it has ended.</summary>
    public long PeakMemory
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.HasExited ? 0 : _process.PeakWorkingSet64;
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
            {
                return 0;
            }
        }
    }

    /// <summary>The file name as ffmpeg takes it: colons, percent signs and leading dashes have no meaning.</summary>
    public static string InputName(string path) => "file:" + path;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, not quoted.</param>
    /// <param name="onLogLine">Called on the log's thread for every line, and with null at the end; null where the last lines are enough.</param>
    /// <param name="feed">Whether we write to its standard input; else that is closed.</param>
    /// <exception cref="MediaException">It cannot be started.</exception>
    public static FfmpegProcess Start(string program, IEnumerable<string> arguments, Action<string?>? onLogLine = null, bool feed = false)
    {
        ProcessStartInfo start = new()
        {
            FileName = SessionLauncher ?? program,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (OperatingSystem.IsWindows())
        {
            start.CreateNewProcessGroup = true;
        }

        if (SessionLauncher is not null)
        {
            start.ArgumentList.Add(program);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            Process process = Process.Start(start) ?? throw new Win32Exception();
            if (!feed)
            {
                process.StandardInput.Close();
            }

            return new(process, onLogLine);
        }
        catch (Win32Exception e)
        {
            throw new MediaException(MediaFailure.Machine, $"{program} could not be started: {e.Message}", e);
        }
    }

    /// <summary>Runs a program to its end and gives the lines of its standard output.</summary>
    public static List<string> ReadAll(string program, IEnumerable<string> arguments)
    {
        using FfmpegProcess process = Start(program, arguments);
        using StreamReader reader = new(process.Output);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        process.WaitForExit();
        return lines;
    }

    /// <summary>Waits until the program has ended and its log is read.</summary>
    /// <returns>Its exit status.</returns>
    public int WaitForExit()
    {
        _process.WaitForExit();
        _logReader.Join();
        return _process.ExitCode;
    }

    /// <summary>Waits as <see cref="WaitForExit()"/> does, but ends the program when the time is over.</summary>
    /// <returns>Its exit status; -1 where it had to be ended.</returns>
    public int WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
        {
            Kill();
            WaitForExit();
            return -1;
        }

        return WaitForExit();
    }

    /// <summary>The last lines of the log, shortened to what a sentence can hold.</summary>
    public string LastWords()
    {
        lock (_lastLines)
        {
            return string.Join(" / ", _lastLines.TakeLast(3)).Trim();
        }
    }

    /// <summary>Whether one of the last lines of the log holds a text.</summary>
    public bool Said(string text)
    {
        lock (_lastLines)
        {
            return _lastLines.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _logReader.Join();
        _process.Dispose();
    }

    private static string? FindSessionLauncher()
    {
        ReadOnlySpan<string> places = ["/usr/bin/setsid", "/bin/setsid"];
        foreach (string place in places)
        {
            if (OperatingSystem.IsLinux() && File.Exists(place))
            {
                return place;
            }
        }

        return null;
    }

    private void ReadLog(Action<string?>? onLogLine)
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            onLogLine?.Invoke(line);
            if (line.Length > 0)
            {
                lock (_lastLines)
                {
                    _lastLines.Enqueue(line);
                    if (_lastLines.Count > 20)
                    {
                        _lastLines.Dequeue();
                    }
                }
            }
        }

        onLogLine?.Invoke(null);
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in between.
        }
    }
}
