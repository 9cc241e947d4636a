namespace IdmLive.Tools.Exporting;

/// <summary>A model cannot be exported; the message is one sentence with what is wrong and what to do.</summary>
internal sealed class ExportException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ExportException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
