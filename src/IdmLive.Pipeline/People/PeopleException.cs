namespace IdmLive.Pipeline.People;

/// <summary>What kind of thing stands in the way of using enrolled people.</summary>
public enum PeopleFailure
{
    /// <summary>A name, a record or the given material is not as it must be.</summary>
    Input,

    /// <summary>Something cannot be written: no space, no permission, exists already, in use.</summary>
    Output,
}

/// <summary>An enrolled person cannot be read, made or removed; the message is one sentence for the user.</summary>
public sealed class PeopleException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What kind of thing stands in the way.</param>
    /// <param name="message">One sentence: what is wrong with what, and what would help.</param>
    /// <param name="cause">What the system reported, where it did.</param>
    public PeopleException(PeopleFailure failure, string message, Exception? cause = null)
        : base(message, cause)
    {
        Failure = failure;
    }

    /// <summary>What kind of thing stands in the way.</summary>
    public PeopleFailure Failure { get; }
}
