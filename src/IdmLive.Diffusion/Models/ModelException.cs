namespace IdmLive.Diffusion.Models;

/// <summary>A model cannot be used; the message is one sentence with the file, what is wrong and what to do.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ModelException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
