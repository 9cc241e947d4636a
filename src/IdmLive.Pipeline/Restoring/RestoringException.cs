namespace IdmLive.Pipeline.Restoring;

/// <summary>A restorer failed at a frame; the frame itself is whole and can be passed on.</summary>
public sealed class RestoringException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="isDeviceLost">Whether no further call on this device can succeed.</param>
    /// <param name="cause">What led to it.</param>
    public RestoringException(string message, bool isDeviceLost = false, Exception? cause = null)
        : base(message, cause) => IsDeviceLost = isDeviceLost;

    /// <summary>Whether no further call on this device can succeed.</summary>
    public bool IsDeviceLost { get; }
}
