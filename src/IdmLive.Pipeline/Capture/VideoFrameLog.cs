using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Reads ffmpeg's log while it decodes: the time stamp of every frame, in step with the frames, which its <c>showinfo</c> filter
/// writes, and the messages that tell of a damaged file. <see cref="Add"/> runs on the log's thread, the rest on the reader's.
/// </summary>
internal sealed partial class VideoFrameLog : IDisposable
{
    /// <summary>The filter that writes what is read here; stands last in the chain.</summary>
    public const string Filter = "showinfo=checksum=0";

    // What demuxers say where a file ends too early; decoders' complaints about a picture are not among them.
    private static readonly string[] SignsOfBreak =
        ["partial file", "ended prematurely", "Packet corrupt", "corrupt input packet", "Error during demuxing", "Input/output error"];

    private readonly BlockingCollection<long?> _stamps = [];
    private readonly Rational _streamTimeBase;
    private Rational _timeBase;
    private long _decodeErrors;

    public VideoFrameLog(Rational streamTimeBase)
    {
        _streamTimeBase = streamTimeBase;
        _timeBase = streamTimeBase;
    }

    /// <summary>Whether the file was said to end too early. Final once the log is read.</summary>
    public bool BrokeOff { get; private set; }

    /// <summary>The first message at error level; null where there was none. Final once the log is read.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Messages at error level.</summary>
    public long DecodeErrors => Interlocked.Read(ref _decodeErrors);

    /// <summary>Takes in a line; null for the end of the log.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            _stamps.CompleteAdding();
            return;
        }

        Match frame = FrameLine().Match(line);
        if (frame.Success)
        {
            _stamps.Add(long.TryParse(frame.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long pts) ? InStreamUnits(pts) : null);
            return;
        }

        Match unit = TimeBaseLine().Match(line);
        if (unit.Success && Rational.Parse(unit.Groups[1].Value) is { IsPositive: true } timeBase)
        {
            _timeBase = timeBase;
            return;
        }

        if (Array.Exists(SignsOfBreak, sign => line.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        {
            BrokeOff = true;
        }

        int error = line.IndexOf("[error] ", StringComparison.Ordinal);
        if (error >= 0)
        {
            FirstError ??= line[(error + "[error] ".Length)..];
            Interlocked.Increment(ref _decodeErrors);
        }
    }

    /// <summary>The time stamp of the next frame in units of the stream's time base, null where it has none. Waits until it is known.</summary>
    /// <exception cref="InvalidOperationException">The log ended before: ffmpeg gave more frames than time stamps.</exception>
    public long? Take() => _stamps.Take();

    /// <inheritdoc/>
    public void Dispose() => _stamps.Dispose();

    private long InStreamUnits(long pts)
    {
        if (_timeBase == _streamTimeBase)
        {
            return pts;
        }

        decimal ratio = (decimal)_timeBase.Numerator * _streamTimeBase.Denominator / ((decimal)_timeBase.Denominator * _streamTimeBase.Numerator);
        return (long)decimal.Round(pts * ratio);
    }

    [GeneratedRegex(@"\bn: *\d+ pts: *(-?\d+|NOPTS)\b")]
    private static partial Regex FrameLine();

    [GeneratedRegex(@"config in time_base: (\d+/\d+)")]
    private static partial Regex TimeBaseLine();
}
