using System.Diagnostics;

namespace IdmLive.App.Enrol;

/// <summary>Tells how long work fares: sentences, and one line that is written over on a terminal or comes now and then elsewhere. One thread.</summary>
/// <param name="writer">Where to.</param>
/// <param name="command">The command's full name.</param>
/// <param name="isTerminal">Whether a line can be written over.</param>
/// <param name="isQuiet">Whether nothing of this is told.</param>
internal sealed class WorkTeller(TextWriter writer, string command, bool isTerminal, bool isQuiet)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly StatusLine _line = new(writer);
    private long _lastLine;

    /// <summary>Tells a sentence.</summary>
    public void Tell(string sentence)
    {
        EndLine();
        if (!isQuiet)
        {
            writer.WriteLine($"{command}: {sentence}");
        }
    }

    /// <summary>Tells what goes on just now.</summary>
    public void Status(string what)
    {
        if (isQuiet)
        {
            return;
        }

        if (isTerminal)
        {
            _line.Write(what);
        }
        else if (_lastLine == 0 || Stopwatch.GetElapsedTime(_lastLine) > LineEvery)
        {
            _lastLine = Stopwatch.GetTimestamp();
            writer.WriteLine($"{command}: {what}");
        }
    }

    /// <summary>Ends the line that is written over, before anything else is written.</summary>
    public void EndLine() => _line.End();
}
