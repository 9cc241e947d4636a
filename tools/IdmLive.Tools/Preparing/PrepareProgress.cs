using System.Globalization;

namespace IdmLive.Tools.Preparing;

/// <summary>Says how far the preparation is and how long it will take: a line that changes on a terminal, else one every few seconds.</summary>
internal sealed class PrepareProgress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5), TerminalInterval = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _error;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly long _start;
    private TimeSpan _next;

    /// <summary>Starts the clock.</summary>
    /// <param name="error">Where the lines go.</param>
    /// <param name="isTerminal">Whether somebody watches a terminal.</param>
    /// <param name="time">The clock.</param>
    public PrepareProgress(TextWriter error, bool isTerminal, TimeProvider time)
    {
        (_error, _isTerminal, _time) = (error, isTerminal, time);
        _start = time.GetTimestamp();
        _next = isTerminal ? TimeSpan.Zero : LineInterval;
    }

    /// <summary>Shows how far the work is, where it is time to.</summary>
    /// <param name="done">Pictures and frames done in this run.</param>
    /// <param name="total">Those there are to do in this run.</param>
    public void Report(long done, long total)
    {
        TimeSpan elapsed = _time.GetElapsedTime(_start);
        if (elapsed < _next && done < total)
        {
            return;
        }

        _next = elapsed + (_isTerminal ? TerminalInterval : LineInterval);
        string line = $"prepare: {Line(done, total, elapsed)}";
        if (_isTerminal)
        {
            _error.Write($"\r{line,-72}{(done < total ? string.Empty : Environment.NewLine)}");
        }
        else
        {
            _error.WriteLine(line);
        }
    }

    /// <summary>How far the work is: <c>120 of 420 pictures, 14.2/s, 0:21 left</c>.</summary>
    /// <param name="done">Pictures and frames done in this run.</param>
    /// <param name="total">Those there are to do in this run.</param>
    /// <param name="elapsed">Time since the start.</param>
    internal static string Line(long done, long total, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        string count = string.Create(CultureInfo.InvariantCulture, $"{done} of {Math.Max(done, total)} pictures");
        if (rate == 0)
        {
            return count;
        }

        string speed = string.Create(CultureInfo.InvariantCulture, $"{count}, {rate:F1}/s");
        return total > done ? $"{speed}, {Clock(TimeSpan.FromSeconds((total - done) / rate))} left" : speed;
    }

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time:mm}" : $"{time:%m}")}:{time:ss}");
}
