using System.Globalization;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>A way to open a camera.</summary>
/// <param name="Api">OpenCV's driver.</param>
/// <param name="Compressed">Whether to ask for Motion JPEG: uncompressed pictures of this size do not fit through USB 2 at full rate.</param>
/// <param name="Buffers">
/// Frames the driver keeps; 0 for its own choice. One is freshest, but some cameras skip a frame while it is being read.
/// </param>
internal readonly record struct CameraWay(VideoCaptureAPIs Api, bool Compressed, int Buffers)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Api}{(Compressed ? " with MJPG" : string.Empty)}";
}

/// <summary>Opens cameras by number, as their drivers want to be asked.</summary>
internal static class CameraDevice
{
    private static readonly int MotionJpeg = VideoWriter.FourCC('M', 'J', 'P', 'G');

    /// <summary>The ways to open a camera on this system, best first.</summary>
    public static IReadOnlyList<CameraWay> Ways { get; } = OperatingSystem.IsWindows()
        ? [new(VideoCaptureAPIs.DSHOW, true, 0), new(VideoCaptureAPIs.MSMF, true, 0), new(VideoCaptureAPIs.DSHOW, false, 0), new(VideoCaptureAPIs.MSMF, false, 0)]
        : [new(VideoCaptureAPIs.V4L2, true, 1), new(VideoCaptureAPIs.V4L2, false, 1)];

    /// <summary>Says, without the camera library, that a camera cannot be there; takes milliseconds.</summary>
    /// <param name="index">Number of the camera.</param>
    /// <param name="devices">The folder with the system's devices: <c>/dev</c>.</param>
    /// <returns>One sentence; null where it may be there.</returns>
    public static string? FindProblem(int index, string devices)
    {
        string path = Path.Combine(devices, $"video{index}");
        if (!File.Exists(path))
        {
            string[] others = Directory.Exists(devices) ? [.. Directory.EnumerateFiles(devices, "video*").Select(Path.GetFileName).Order(StringComparer.Ordinal)!] : [];
            string there = others.Length == 0 ? "this machine has none; plug one in, or give another source" : $"there is {string.Join(", ", others)}; give the number of one of them";
            return $"There is no camera {index} ({path}): {there}.";
        }

        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return $"Camera {index} ({path}) may not be opened: add yourself to the group that owns it (sudo usermod -aG video $USER) and log in again.";
        }
        catch (IOException e)
        {
            return $"Camera {index} ({path}) cannot be opened: {e.Message.TrimEnd('.')}.";
        }
    }

    /// <summary>Opens a camera; the library writes nothing to standard error.</summary>
    /// <returns>The camera; null where this way does not lead to it.</returns>
    public static VideoCapture? TryOpen(int index, CameraWay way, CameraLiveSourceOptions options)
    {
        LogLevel before = Cv2.GetLogLevel();
        Cv2.SetLogLevel(LogLevel.SILENT);
        try
        {
            // DirectShow takes size and rate only while it opens; V4L2 refuses to open where one of them cannot be had.
            (VideoCaptureProperties Property, double Value)[] wanted = [.. Wanted(way, options)];
            VideoCapture capture = way.Api == VideoCaptureAPIs.V4L2
                ? new(index, way.Api)
                : new(index, way.Api, [.. wanted.SelectMany(w => new[] { (int)w.Property, (int)w.Value })]);
            if (!capture.IsOpened())
            {
                capture.Dispose();
                return null;
            }

            if (way.Api == VideoCaptureAPIs.V4L2)
            {
                Array.ForEach(wanted, w => capture.Set(w.Property, w.Value));
            }

            return capture;
        }
        catch (OpenCVException)
        {
            return null;
        }
        finally
        {
            Cv2.SetLogLevel(before);
        }
    }

    /// <summary>The pixel format that a camera says it gives: <c>MJPG</c>, <c>YUYV</c>, ...; null where it does not say.</summary>
    public static string? Format(VideoCapture capture)
    {
        int code = (int)capture.Get(VideoCaptureProperties.FourCC);
        string name = new([.. Enumerable.Range(0, 4).Select(i => (char)((code >> (8 * i)) & 0xFF))]);
        return name.All(char.IsAsciiLetterOrDigit) ? name : null;
    }

    /// <summary>What was asked for and not got, one sentence; null where all is as asked.</summary>
    /// <param name="name">What the user called the camera.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="size">Size of the frames that come.</param>
    /// <param name="rate">Measured frames a second.</param>
    /// <param name="format">Their format in the camera; null where unknown.</param>
    public static string? Difference(string name, CameraLiveSourceOptions options, Size size, double rate, string? format)
    {
        bool sizeDiffers = size.Width != options.Width || size.Height != options.Height;
        bool rateDiffers = Math.Abs(rate - options.Rate) > 0.1 * options.Rate;
        string coded = format is null or "MJPG" ? string.Empty : $" as {format}";
        return sizeDiffers || rateDiffers
            ? string.Create(CultureInfo.InvariantCulture, $"{name} was asked for {options.Width}x{options.Height} at {options.Rate:0.##} frames a second and gives {size.Width}x{size.Height} at {rate:0.0}{coded}.")
            : null;
    }

    private static IEnumerable<(VideoCaptureProperties Property, double Value)> Wanted(CameraWay way, CameraLiveSourceOptions options)
    {
        if (way.Compressed)
        {
            yield return (VideoCaptureProperties.FourCC, MotionJpeg);
        }

        yield return (VideoCaptureProperties.FrameWidth, options.Width);
        yield return (VideoCaptureProperties.FrameHeight, options.Height);
        yield return (VideoCaptureProperties.Fps, options.Rate);
        if (way.Buffers > 0)
        {
            yield return (VideoCaptureProperties.BufferSize, way.Buffers);
        }
    }

    /// <summary>The exception where no way led to a camera: what each of them said, together.</summary>
    public static MediaException Failure(int index, IEnumerable<string> errors) => new(
        MediaFailure.Input,
        $"Camera {index} gives no picture ({string.Join("; ", errors)}); close other programs that use it, or give the number of another one.");
}
