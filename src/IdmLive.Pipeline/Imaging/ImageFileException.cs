namespace IdmLive.Pipeline.Imaging;

/// <summary>An image file cannot be read or written; the message is one sentence for the user.</summary>
public sealed class ImageFileException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence: what is wrong with which file, and what would help.</param>
    /// <param name="cause">What the system reported, where it did.</param>
    public ImageFileException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
