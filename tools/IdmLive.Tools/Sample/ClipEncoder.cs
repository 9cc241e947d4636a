using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using OpenCvSharp;

namespace IdmLive.Tools.Sample;

/// <summary>
/// Writes frames as an H.264 clip through ffmpeg. The clip is written beside its name and moved there when it is whole. Not thread-safe.
/// </summary>
internal sealed class ClipEncoder : IDisposable
{
    private readonly string path, partial;
    private readonly Process process;
    private readonly Task<string> complaint;
    private readonly byte[] row;
    private bool finished;

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="path">The clip, an .mp4 file; overwritten.</param>
    /// <param name="options">Frame size and rate.</param>
    /// <param name="pictureArguments">How the picture is coded: rate or quality.</param>
    /// <param name="soundPath">A sound file to go with it, or null.</param>
    /// <exception cref="IOException">ffmpeg is missing.</exception>
    public ClipEncoder(string path, SampleOptions options, IEnumerable<string> pictureArguments, string? soundPath)
    {
        this.path = Path.GetFullPath(path);
        partial = Path.Combine(Path.GetDirectoryName(this.path)!, $".{Path.GetFileNameWithoutExtension(path)}.partial.mp4");
        row = new byte[options.FrameSize.Width * options.FrameSize.Height * 3];
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardInput = true, RedirectStandardError = true };
        string size = string.Create(CultureInfo.InvariantCulture, $"{options.FrameSize.Width}x{options.FrameSize.Height}");
        string rate = options.FramesPerSecond.ToString(CultureInfo.InvariantCulture);
        foreach (string argument in (string[])
            [
                "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", size, "-r", rate, "-i", "-",
                .. soundPath is null ? Array.Empty<string>() : ["-i", soundPath, "-c:a", "aac", "-b:a", "48k"],
                "-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1", .. pictureArguments,
                // The same frames give the same file: no date, no version.
                "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", partial,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException("ffmpeg is missing; install it (on Debian and Ubuntu: apt-get install ffmpeg).", e);
        }

        complaint = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">8-bit BGR of the clip's size.</param>
    /// <exception cref="IOException">ffmpeg gave up.</exception>
    public void Add(Mat frame)
    {
        if (!frame.IsContinuous() || frame.Total() * 3 != row.Length || frame.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A frame is {frame.Width}x{frame.Height} {frame.Type()}; the clip takes 8-bit BGR frames of its own size.");
        }

        System.Runtime.InteropServices.Marshal.Copy(frame.Data, row, 0, row.Length);
        try
        {
            process.StandardInput.BaseStream.Write(row);
        }
        catch (IOException e)
        {
            throw new IOException($"ffmpeg stopped while '{path}' was written: {complaint.Result.Trim()}", e);
        }
    }

    /// <summary>Ends the clip and gives it its name.</summary>
    /// <exception cref="IOException">ffmpeg gave up.</exception>
    public void Finish()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"ffmpeg could not write '{path}': {complaint.Result.Trim()}");
        }

        File.Move(partial, path, overwrite: true);
        finished = true;
    }

    public void Dispose()
    {
        if (!finished && !process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        File.Delete(partial);
    }
}
