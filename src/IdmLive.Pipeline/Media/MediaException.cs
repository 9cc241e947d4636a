namespace IdmLive.Pipeline.Media;

/// <summary>What kind of thing stands in the way of reading or writing a video.</summary>
public enum MediaFailure
{
    /// <summary>The input is missing, empty, damaged or no video, or what was asked for cannot be done with it.</summary>
    Input,

    /// <summary>The machine lacks a program or an encoder.</summary>
    Machine,

    /// <summary>The output cannot be written: no space, no permission, exists already.</summary>
    Output,
}

/// <summary>A video cannot be read or written; the message is one sentence for the user.</summary>
public sealed class MediaException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What kind of thing stands in the way.</param>
    /// <param name="message">One sentence: what is wrong with which file, and what would help.</param>
    /// <param name="cause">What the system reported, where it did.</param>
    public MediaException(MediaFailure failure, string message, Exception? cause = null)
        : base(message, cause)
    {
        Failure = failure;
    }

    /// <summary>What kind of thing stands in the way.</summary>
    public MediaFailure Failure { get; }
}
