using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using OpenCvSharp;

namespace IdmLive.Pipeline.Startup;

/// <summary>
/// Says in one sentence which system library is missing, before its absence shows as a type initializer's exception deep inside a
/// package. Cheap: it loads what the program loads anyway.
/// </summary>
public static partial class NativeLibraryCheck
{
    // std::ios_base_library_init came with GLIBCXX_3.4.32, the version that TorchSharp's native part asks for.
    private const string SymbolOfGcc13 = "_ZSt21ios_base_library_initv";

    /// <summary>Tries the libraries that OpenCV and TorchSharp need.</summary>
    /// <returns>Null where all of them are there; else one sentence that says what is missing and what cures it.</returns>
    public static string? FindProblem()
    {
        if (OperatingSystem.IsLinux() && FindLibstdcxxProblem() is { } problem)
        {
            return problem;
        }

        try
        {
            NativeLibrary.Load("OpenCvSharpExtern", typeof(Mat).Assembly, searchPath: null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return DescribeLoadFailure(e.Message, OperatingSystem.IsWindows());
        }
    }

    /// <summary>Makes a sentence of what the loader said about OpenCV's library.</summary>
    internal static string DescribeLoadFailure(string message, bool windows)
    {
        if (windows)
        {
            return "OpenCV's library cannot be loaded; install the Microsoft Visual C++ Redistributable (x64) and, on an N edition of Windows, the Media Feature Pack.";
        }

        // The loader's line names the library that is not there, before those of the other places it looked in vain.
        string? missing = MissingLibrary().Matches(message).Select(m => m.Groups[1].Value).FirstOrDefault(n => !n.Contains("OpenCvSharp", StringComparison.Ordinal));
        if (missing is null)
        {
            return $"OpenCV's library cannot be loaded on this system ({RuntimeInformation.RuntimeIdentifier}); IdmLive runs on x86-64 Linux with glibc and on Windows. Was it built here? Run ./idmlive.";
        }

        string cure = missing switch
        {
            _ when missing.StartsWith("libgtk-3", StringComparison.Ordinal) || missing.StartsWith("libgdk-3", StringComparison.Ordinal)
                => "apt-get install libgtk-3-0 (libgtk-3-0t64 on Debian 13 and Ubuntu 24.04)",
            _ when missing.StartsWith("libdrm", StringComparison.Ordinal) => "apt-get install libdrm2",
            _ when missing.StartsWith("libatomic", StringComparison.Ordinal) => "apt-get install libatomic1",
            _ => "run eng/setup.sh",
        };
        return $"The system library {missing}, which OpenCV needs, is missing; install it: {cure}.";
    }

    private static string? FindLibstdcxxProblem()
    {
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out nint library))
        {
            return "The system library libstdc++.so.6 is missing; install it: apt-get install libstdc++6.";
        }

        return NativeLibrary.TryGetExport(library, SymbolOfGcc13, out _)
            ? null
            : "The system's libstdc++ is older than GCC 13's, which TorchSharp needs (GLIBCXX_3.4.32); run eng/setup.sh as root, or use Debian 13, Ubuntu 24.04, Fedora 38 or newer.";
    }

    [GeneratedRegex(@"(\S+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
