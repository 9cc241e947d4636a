using System.Globalization;
using IdmLive.Pipeline.Live;

namespace IdmLive.App.Live;

/// <summary>
/// Tells how a live line fares while it runs: one line that is written over each second on a terminal, and what happens to the source or the stages as
/// sentences anywhere.
/// </summary>
internal sealed class LiveStatus : IDisposable
{
    private readonly TextWriter _writer;
    private readonly StatusLine _line;
    private readonly bool _isTerminal;
    private readonly Func<LiveSnapshot?> _snapshot;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private string? _source, _failure;

    /// <summary>Starts to tell.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isTerminal">Whether a line can be written over.</param>
    /// <param name="snapshot">The state, or null while there is none.</param>
    public LiveStatus(TextWriter writer, bool isTerminal, Func<LiveSnapshot?> snapshot)
    {
        (_writer, _line, _isTerminal, _snapshot) = (writer, new(writer), isTerminal, snapshot);
        _timer = new(_ => Tell(), null, TimeSpan.FromSeconds(.5), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Tell();
        lock (_lock)
        {
            _line.End();
        }
    }

    /// <summary>The line of a state.</summary>
    internal static string Line(LiveSnapshot s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{s.Rate:F1} frames/s  {s.Rung.Name}  {s.Times.Total:F0} ms  {s.Faces} face{(s.Faces == 1 ? string.Empty : "s")}{Names(s)}  strength {s.Strength:F2}  dropped {s.Dropped}{Kept(s)}  ({s.RungReason})");

    private static string Kept(LiveSnapshot s) => s.FramesKept is { } kept ? string.Create(CultureInfo.InvariantCulture, $"  kept {kept}") : string.Empty;

    private static string Names(LiveSnapshot s)
    {
        string names = string.Join(", ", s.People.Where(p => p.Name is not null).Select(p =>
            p.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"{p.Name} {score:F2}") : p.Name));
        return names.Length > 0 ? $": {names}" : string.Empty;
    }

    private void Tell()
    {
        lock (_lock)
        {
            if (_snapshot() is not { } s)
            {
                return;
            }

            Sentence(ref _source, s.SourceMessage);
            Sentence(ref _failure, s.LastFailure);
            if (_isTerminal)
            {
                _line.Write(Line(s));
            }
        }
    }

    private void Sentence(ref string? last, string? now)
    {
        if (now is null || now == last)
        {
            return;
        }

        last = now;
        _line.End();
        _writer.WriteLine($"idmlive live: {now}");
    }
}
