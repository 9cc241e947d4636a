using System.Runtime.InteropServices;

namespace IdmLive.Pipeline.Startup;

/// <summary>
/// How far a thread stands back for others of the machine. Priorities of the runtime's threads do nothing on Linux; its scheduler knows niceness, 0 to 19,
/// which each thread has for itself and may raise without a privilege. Elsewhere it does nothing.
/// </summary>
internal static partial class ThreadNiceness
{
    /// <summary>For what the line needs soon, only not in this frame.</summary>
    public const int Beside = 5;

    /// <summary>For what may take a while: a frame's work in time is worth more.</summary>
    public const int Behind = 10;

    private const int Process = 0, CallingThread = 0;

    /// <summary>Sets the calling thread's.</summary>
    public static void Set(int niceness)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, CallingThread, niceness);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
