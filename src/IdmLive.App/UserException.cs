namespace IdmLive.App;

/// <summary>Something the user can put right; the message is one sentence that says how.</summary>
internal sealed class UserException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">The exit status it leads to, of <see cref="ExitStatus"/>.</param>
    /// <param name="message">One sentence: got, wanted, what to do.</param>
    /// <param name="cause">What led to it.</param>
    public UserException(int status, string message, Exception? cause = null)
        : base(message, cause)
    {
        Status = status;
    }

    /// <summary>The exit status it leads to.</summary>
    public int Status { get; }

    /// <summary>Throws for bad input where a condition does not hold.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="sentence">As the exception's message.</param>
    /// <exception cref="UserException">It does not hold.</exception>
    public static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new UserException(ExitStatus.BadInput, sentence);
        }
    }
}
