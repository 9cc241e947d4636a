using System.Globalization;
using System.Text;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// The pictures of a stream as ffmpeg gives them: PPM, each of which tells its own size, so the stream is connected to once and not a second
/// time to ask for it. Time stamps are microseconds of the clock since the first frame. Owns the process.
/// </summary>
internal sealed class NetworkFrames : IFrameSource
{
    private const int LongestHeader = 64;

    private readonly FfmpegProcess _process;
    private readonly TimeProvider _time;
    private readonly byte[] _header;
    private readonly Mat _rgb;
    private readonly byte[] _nextHeader;
    private bool _headerRead = true;
    private readonly ArrivalStamps _stamps;

    private NetworkFrames(FfmpegProcess process, TimeProvider time, byte[] header, Size size)
    {
        (_process, _time, _header, FrameSize) = (process, time, header, size);
        _stamps = new(time);
        _nextHeader = new byte[header.Length];
        _rgb = new(size.Height, size.Width, MatType.CV_8UC3);
    }

    /// <inheritdoc/>
    public Size FrameSize { get; }

    /// <inheritdoc/>
    public long EndPts => _stamps.EndPts;

    /// <summary>Waits for the head of the first picture.</summary>
    /// <returns>The frames; null where the stream ended before. The process stays the caller's then.</returns>
    public static NetworkFrames? Begin(FfmpegProcess process, TimeProvider time)
    {
        byte[] header = new byte[LongestHeader];
        int length = 0;
        for (int lines = 0; lines < 3; length++)
        {
            int next = process.Output.ReadByte();
            if (next < 0 || length == LongestHeader)
            {
                return null;
            }

            header[length] = (byte)next;
            lines += next == '\n' ? 1 : 0;
        }

        string[] words = Encoding.ASCII.GetString(header, 0, length).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words is ["P6", var width, var height, "255"]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
            ? new(process, time, header[..length], new(w, h))
            : null;
    }

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        stamp = default;
        Span<byte> pixels = _rgb.AsSpan<byte>();
        if (!ReadHeader() || _process.Output.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length)
        {
            return false;
        }

        long ticks = _time.GetTimestamp();
        Cv2.CvtColor(_rgb, image, ColorConversionCodes.RGB2BGR);
        stamp = _stamps.Next(ticks);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _rgb.Dispose();
    }

    /// <summary>Whether the next picture has the size of the first; one of another size ends this stream, and it can be opened anew.</summary>
    private bool ReadHeader()
    {
        if (_headerRead)
        {
            _headerRead = false;
            return true;
        }

        return _process.Output.ReadAtLeast(_nextHeader, _nextHeader.Length, throwOnEndOfStream: false) == _nextHeader.Length
            && _nextHeader.AsSpan().SequenceEqual(_header);
    }
}
