using System.Globalization;
using System.Text.RegularExpressions;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// The ffmpeg and ffprobe programs of this machine: those in the folder that the environment variable <c>IDMLIVE_FFMPEG</c> names
/// (or beside the program it names), else those on the PATH. Version 4.4 or newer.
/// </summary>
public sealed partial class FfmpegInstallation
{
    /// <summary>Environment variable that names the folder of the programs.</summary>
    public const string EnvironmentVariable = "IDMLIVE_FFMPEG";

    private readonly Lazy<IReadOnlyDictionary<string, string>> _videoEncoders;

    private FfmpegInstallation(string ffmpegPath, string ffprobePath, string version)
    {
        FfmpegPath = ffmpegPath;
        FfprobePath = ffprobePath;
        Version = version;
        _videoEncoders = new(ReadVideoEncoders);
    }

    /// <summary>The program that decodes and encodes.</summary>
    public string FfmpegPath { get; }

    /// <summary>The program that looks into files.</summary>
    public string FfprobePath { get; }

    /// <summary>What ffmpeg calls its version: <c>5.1.9-0+deb12u1</c>, <c>n7.1</c>, ...</summary>
    public string Version { get; }

    /// <summary>Options that make ffmpeg neither drop nor repeat frames; the name changed in 5.1.</summary>
    internal IReadOnlyList<string> PassFramesThrough =>
        NumberedVersion() is { } v && v < new Version(5, 1) ? ["-vsync", "passthrough"] : ["-fps_mode", "passthrough"];

    /// <summary>Finds the programs.</summary>
    /// <exception cref="MediaException">They are not there or do not run.</exception>
    public static FfmpegInstallation Find() =>
        Find(Environment.GetEnvironmentVariable(EnvironmentVariable), Environment.GetEnvironmentVariable("PATH") ?? string.Empty);

    /// <summary>Finds the programs in a named place or along a search path.</summary>
    /// <param name="named">A folder, or the ffmpeg program itself; null or empty to search.</param>
    /// <param name="searchPath">Folders with the system's path separator between.</param>
    internal static FfmpegInstallation Find(string? named, string searchPath)
    {
        string[] folders = string.IsNullOrEmpty(named)
            ? searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [File.Exists(named) ? Path.GetDirectoryName(Path.GetFullPath(named))! : named];
        string? ffmpeg = Locate("ffmpeg", folders), ffprobe = Locate("ffprobe", folders);
        if (ffmpeg is null || ffprobe is null)
        {
            string missing = ffmpeg is null ? "ffmpeg" : "ffprobe";
            string where = string.IsNullOrEmpty(named) ? "on the PATH" : $"in {named}, which {EnvironmentVariable} names";
            throw new MediaException(MediaFailure.Machine, $"{missing} was not found {where}; {Cure()}");
        }

        return new(ffmpeg, ffprobe, ReadVersion(ffmpeg));
    }

    /// <summary>Names of the video encoders this ffmpeg was built with.</summary>
    internal bool HasVideoEncoder(string name) => _videoEncoders.Value.ContainsKey(name);

    /// <summary>Pixel formats an encoder takes, in its order of preference; empty where it does not say.</summary>
    internal IReadOnlyList<string> PixelFormats(string encoder)
    {
        const string Label = "Supported pixel formats:";
        string? line = Help(encoder).FirstOrDefault(l => l.Contains(Label, StringComparison.Ordinal));
        return line is null ? [] : line[(line.IndexOf(Label, StringComparison.Ordinal) + Label.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether an encoder has an option of its own of this name.</summary>
    internal bool HasEncoderOption(string encoder, string option) =>
        Help(encoder).Any(l => l.TrimStart().StartsWith($"-{option} ", StringComparison.Ordinal));

    private static string Cure() =>
        OperatingSystem.IsWindows() ? "install it: winget install ffmpeg"
        : OperatingSystem.IsMacOS() ? "install it: brew install ffmpeg"
        : "install it: apt-get install ffmpeg (or your system's package of that name)";

    private static string? Locate(string program, string[] folders)
    {
        string file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static string ReadVersion(string ffmpeg)
    {
        string first = FfmpegProcess.ReadAll(ffmpeg, ["-version"]).FirstOrDefault() ?? string.Empty;
        Match match = VersionLine().Match(first);
        return match.Success
            ? match.Groups[1].Value
            : throw new MediaException(MediaFailure.Machine, $"{ffmpeg} does not run as ffmpeg does; {Cure()}");
    }

    private Version? NumberedVersion()
    {
        Match match = Numbers().Match(Version);
        return match.Success
            ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    private List<string> Help(string encoder) => FfmpegProcess.ReadAll(FfmpegPath, ["-hide_banner", "-h", $"encoder={encoder}"]);

    private Dictionary<string, string> ReadVideoEncoders() =>
        FfmpegProcess.ReadAll(FfmpegPath, ["-hide_banner", "-encoders"])
            .Select(line => EncoderLine().Match(line))
            .Where(match => match.Success)
            .DistinctBy(match => match.Groups[1].Value)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^ffmpeg version (\S+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^n?(\d{1,2})\.(\d+)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^ V[.A-Z]{5} (\S+)\s+(.*)$")]
    private static partial Regex EncoderLine();
}
