using System.Diagnostics;
using System.Globalization;

namespace IdmLive.Tests.SharedFiles;

/// <summary>
/// A folder of its own for a test, in which ffmpeg makes small clips; gone afterwards. A test that asks for it is skipped, with a
/// sentence, where there is no ffmpeg.
/// </summary>
internal sealed class ClipFolder : IDisposable
{
    private static readonly string? Ffmpeg = Locate("ffmpeg");
    private static readonly string? Ffprobe = Locate("ffprobe");

    private ClipFolder(string path) => Root = path;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>A moving test picture with every colour and fine detail, two seconds at 30000/1001.</summary>
    public static IReadOnlyList<string> Moving { get; } = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=30000/1001:d=2"];

    /// <summary>Two seconds of sound.</summary>
    public static IReadOnlyList<string> Sound { get; } = ["-f", "lavfi", "-i", "sine=440:r=44100:d=2"];

    /// <summary>Makes a folder; the test is skipped where there is no ffmpeg.</summary>
    public static ClipFolder OrSkip()
    {
        Assert.SkipWhen(Ffmpeg is null || Ffprobe is null, "needs ffmpeg and ffprobe on the PATH or where IDMLIVE_FFMPEG says");
        return new(Directory.CreateTempSubdirectory("idmlive-clips-").FullName);
    }

    /// <summary>The path of a file in the folder.</summary>
    public string At(string name) => Path.Combine(Root, name);

    /// <summary>Makes a clip.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="arguments">ffmpeg's arguments before the file's name.</param>
    /// <returns>Its path.</returns>
    public string Make(string name, params IEnumerable<string> arguments)
    {
        (int status, _, string error) = Run(Ffmpeg!, ["-v", "error", "-nostdin", "-y", .. arguments, At(name)]);
        Assert.True(status == 0, $"ffmpeg could not make {name}: {error}");
        return At(name);
    }

    /// <summary>A copy of the first part of a file.</summary>
    public string CutOff(string path, double part)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string cut = At("cut-" + Path.GetFileName(path));
        File.WriteAllBytes(cut, bytes[..(int)(bytes.Length * part)]);
        return cut;
    }

    /// <summary>A copy of an MP4 whose only track is shown turned by the quarter turns of its new display matrix.</summary>
    public string Turned(string path, int quarterTurns)
    {
        int[][] matrices = [[1, 0, 0, 1], [0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0]];
        byte[] bytes = File.ReadAllBytes(path);
        int track = bytes.AsSpan().IndexOf("tkhd"u8), at = track + 4 + 40;
        Assert.True(track > 0 && bytes[track + 4] == 0, "needs a track header of version 0");
        for (int i = 0; i < 4; i++)
        {
            int offset = at + new[] { 0, 4, 12, 16 }[i];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(offset), matrices[quarterTurns][i] << 16);
        }

        string turned = At($"turned{90 * quarterTurns}-" + Path.GetFileName(path));
        File.WriteAllBytes(turned, bytes);
        return turned;
    }

    /// <summary>Time stamps of the frames in the order they are shown, in units of the stream's time base.</summary>
    public static long[] Pts(string path) =>
        [.. Ask(path, "-select_streams", "v:0", "-show_entries", "packet=pts").Select(l => long.Parse(l, CultureInfo.InvariantCulture)).Order()];

    /// <summary>An entry of the first video stream as ffprobe prints it.</summary>
    public static string Video(string path, string entry) => Ask(path, "-select_streams", "v:0", "-show_entries", "stream=" + entry).FirstOrDefault() ?? "";

    /// <summary>An entry of the container as ffprobe prints it.</summary>
    public static string Format(string path, string entry) => Ask(path, "-show_entries", "format=" + entry).FirstOrDefault() ?? "";

    /// <summary>Every packet of the sound: stream, time stamp, length in time and bytes, and a hash of its data.</summary>
    public static string[] SoundPackets(string path) =>
        Ask(path, "-select_streams", "a", "-show_packets", "-show_data_hash", "SHA256", "-show_entries", "packet=stream_index,pts_time,duration_time,size,data_hash");

    /// <summary>The pixels of all frames, turned as the file asks for.</summary>
    public byte[] Pixels(string path, string pixelFormat = "bgr24", params string[] more)
    {
        string raw = Make("pixels-" + Path.GetFileName(path) + ".raw", ["-i", path, "-map", "0:v:0", .. more, "-fps_mode", "passthrough", "-pix_fmt", pixelFormat, "-f", "rawvideo"]);
        return File.ReadAllBytes(raw);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string[] Ask(string path, params string[] arguments)
    {
        (int status, string output, string error) = Run(Ffprobe!, ["-v", "error", .. arguments, "-of", "csv=p=0", path]);
        Assert.True(status == 0, $"ffprobe on {path}: {error}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd(',', '\r')).Where(l => l.Length > 0)];
    }

    private static (int Status, string Output, string Error) Run(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string? Locate(string program)
    {
        string? named = Environment.GetEnvironmentVariable("IDMLIVE_FFMPEG");
        string[] folders = named is { Length: > 0 } ? [File.Exists(named) ? Path.GetDirectoryName(named)! : named]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
    }
}
