namespace IdmLive.App;

/// <summary>A line of a terminal that is written over. One thread at a time.</summary>
/// <param name="writer">The terminal.</param>
internal sealed class StatusLine(TextWriter writer)
{
    private const int Width = 110;

    private bool _stands;

    /// <summary>Writes the line anew, cut to the width.</summary>
    public void Write(string what)
    {
        writer.Write($"\r{(what.Length > Width ? what[..Width] : what).PadRight(Width)}");
        writer.Flush();
        _stands = true;
    }

    /// <summary>Ends the line, where one stands, before anything else is written.</summary>
    public void End()
    {
        if (_stands)
        {
            writer.WriteLine();
            _stands = false;
        }
    }
}
