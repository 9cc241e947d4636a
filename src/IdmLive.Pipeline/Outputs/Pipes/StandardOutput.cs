using System.Runtime.InteropServices;
using IdmLive.Pipeline.Media;
using Microsoft.Win32.SafeHandles;

namespace IdmLive.Pipeline.Outputs.Pipes;

/// <summary>
/// The process's standard output as bytes. The console's own stream will not do: it takes bytes for a reader that has gone as if they had
/// arrived, so nobody would ever notice.
/// </summary>
public static partial class StandardOutput
{
    private const int WindowsStandardOutput = -11;

    /// <summary>Opens it; the handle stays the process's.</summary>
    /// <exception cref="MediaException">It is a terminal, or there is none.</exception>
    public static Stream Open()
    {
        if (!Console.IsOutputRedirected)
        {
            throw new MediaException(
                MediaFailure.Output, "pipe: writes raw frames to standard output, which is a terminal here; send it into a program (| ffplay -) or a file.");
        }

        try
        {
            nint handle = OperatingSystem.IsWindows() ? GetStdHandle(WindowsStandardOutput) : 1;
            return new FileStream(new SafeFileHandle(handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaFailure.Output, $"pipe: standard output cannot be written ({e.Message.TrimEnd('.')}); send it into a program or a file.", e);
        }
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);
}
