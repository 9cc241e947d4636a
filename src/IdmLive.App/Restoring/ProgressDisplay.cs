using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace IdmLive.App.Restoring;

/// <summary>
/// Shows on standard error how far the work is: a bar with frames a second and time left on a terminal, else a plain line every few
/// seconds. The work itself runs on the calling thread.
/// </summary>
internal sealed class ProgressDisplay
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _error;
    private readonly bool _isTerminal;

    /// <summary>Makes a display.</summary>
    /// <param name="error">Where plain lines go.</param>
    /// <param name="isTerminal">Whether somebody watches a terminal.</param>
    public ProgressDisplay(TextWriter error, bool isTerminal)
    {
        _error = error;
        _isTerminal = isTerminal;
    }

    /// <summary>Does the work and shows how far it is.</summary>
    /// <param name="unit">What is counted: frames, pictures.</param>
    /// <param name="total">How many there are; 0 where unknown.</param>
    /// <param name="done">How many are done; asked from another thread.</param>
    /// <param name="work">The work.</param>
    public T Run<T>(string unit, long total, Func<long> done, Func<T> work)
    {
        long before = done();
        Stopwatch clock = Stopwatch.StartNew();
        if (!_isTerminal)
        {
            using Timer lines = new(_ => _error.WriteLine($"idmlive restore: {Line(unit, before, done(), total, clock.Elapsed)}"), null, LineInterval, LineInterval);
            return work();
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_error) });
        return console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(Line(unit, before, before, total, default)), maxValue: Math.Max(1, total));
            bar.IsIndeterminate = total == 0;
            using Timer updates = new(_ => Show(), null, TimeSpan.Zero, BarInterval);
            return work();

            void Show()
            {
                long now = done();
                bar.Value = now;
                bar.Description = Markup.Escape(Line(unit, before, now, total, clock.Elapsed));
            }
        });
    }

    /// <summary>How far the work is: <c>120 of 250 frames, 14.2 frames/s, 0:09 left</c>.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="before">How many were done at the start.</param>
    /// <param name="now">How many are done now.</param>
    /// <param name="total">How many there are; 0 where unknown.</param>
    /// <param name="elapsed">Time since the start.</param>
    internal static string Line(string unit, long before, long now, long total, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? (now - before) / elapsed.TotalSeconds : 0;
        string count = total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{now} of {Math.Max(now, total)} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{now} {unit}");
        if (rate == 0)
        {
            return count;
        }

        string speed = string.Create(CultureInfo.InvariantCulture, $"{count}, {rate:F1} {unit}/s");
        return total > now ? $"{speed}, {Clock(TimeSpan.FromSeconds((total - now) / rate))} left" : speed;
    }

    /// <summary>A length of time: <c>0:09</c>, <c>12:30</c>, <c>1:02:03</c>.</summary>
    internal static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}") : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
