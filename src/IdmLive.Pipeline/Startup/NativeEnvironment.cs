using System.Runtime.InteropServices;

namespace IdmLive.Pipeline.Startup;

/// <summary>
/// What native libraries read from the environment when they are loaded: call these first of all. What the user's environment says stays. On Linux; elsewhere
/// they do nothing.
/// </summary>
public static partial class NativeEnvironment
{
    /// <summary>
    /// Lets the tensor library's worker threads sleep while they wait for each other. Left alone they spin, and where decoding, detection and an encoder want
    /// the same processors a spinning thread keeps the one it waits for from running: restoring a clip on two busy cores was five times slower.
    /// </summary>
    public static void PreferPassiveThreads() => Set("OMP_WAIT_POLICY", "PASSIVE");

    /// <summary>
    /// Takes OpenCV's own loops in place of Intel's library, whose functions ask the processor for its maker at each call: on a virtual machine that is a
    /// trip to the host, .05 ms each time. Blurring a 64 px map took .3 ms with it and .01 ms without. OpenCV would warn of it, so it is told to speak of errors only.
    /// </summary>
    public static void PreferPlainOpenCv()
    {
        Set("OPENCV_IPP", "disabled");
        Set("OPENCV_LOG_LEVEL", "ERROR");
    }

    private static void Set(string name, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            // The runtime's own environment is a copy that native libraries do not see.
            _ = SetEnvironment(name, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
