using System.Globalization;
using System.Text.RegularExpressions;

namespace IdmLive.Pipeline.Capture;

/// <summary>What ffmpeg's log tells of a stream: its rate and why it failed. <see cref="Add"/> runs on the log's thread.</summary>
internal sealed partial class NetworkLog
{
    private readonly Lock _lock = new();
    private string? _firstError;
    private double _rate;

    /// <summary>Frames a second that the stream states; 0 where it does not.</summary>
    public double Rate
    {
        get
        {
            lock (_lock)
            {
                return _rate;
            }
        }
    }

    /// <summary>The first message at error level; null where there was none.</summary>
    public string? FirstError
    {
        get
        {
            lock (_lock)
            {
                return _firstError;
            }
        }
    }

    /// <summary>Takes in a line; null for the end of the log.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            Match error = ErrorLine().Match(line), rate = RateLine().Match(line);
            if (error.Success)
            {
                _firstError ??= error.Groups[1].Value;
            }
            else if (rate.Success && _rate == 0)
            {
                _rate = double.Parse(rate.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }
    }

    [GeneratedRegex(@"\[(?:error|fatal)\] (.+)$")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"Stream #0.* Video: .*, (\d+(?:\.\d+)?) fps\b")]
    private static partial Regex RateLine();
}
