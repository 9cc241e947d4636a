using System.Runtime.InteropServices;

namespace IdmLive.Pipeline.Startup;

/// <summary>
/// How the tensor library's worker threads wait for each other. Left alone they spin, and where decoding, detection and an encoder want
/// the same processors a spinning thread keeps the one it waits for from running: restoring a clip on two busy cores was five times
/// slower than with threads that sleep.
/// </summary>
public static partial class OpenMpWaitPolicy
{
    private const string Variable = "OMP_WAIT_POLICY";

    /// <summary>
    /// Lets them sleep, unless the user's environment says otherwise. Takes effect where the tensor library is not loaded yet: call it
    /// first of all. Does nothing but on Linux.
    /// </summary>
    public static void PreferPassive()
    {
        if (OperatingSystem.IsLinux())
        {
            // The runtime's own environment is a copy that native libraries do not see.
            _ = SetEnvironment(Variable, "PASSIVE", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
