namespace IdmLive.Pipeline.Capture;

/// <summary>
/// Where a live line gets its frames: something that can be opened, can be lost, and can come back. Thread-safe as long as each opened source
/// stays with one thread.
/// </summary>
public interface ILiveSource
{
    /// <summary>What the user called it, for messages: <c>camera:0</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it may come back after it ended or failed (a camera, a network address), so that it is to be opened again. A file ends once and for all.
    /// </summary>
    bool CanReturn { get; }

    /// <summary>
    /// Opens it. Reading from the result blocks until the next frame is due: a camera's own rate, a file's own time stamps. Its stamps grow across
    /// loops.
    /// </summary>
    /// <param name="stop">Ends waiting.</param>
    /// <exception cref="Media.MediaException">It is not there or cannot be read; one sentence.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    LiveInput Open(CancellationToken stop);
}

/// <summary>A live source that is open; disposing of it closes the source.</summary>
/// <param name="Frames">Gives the frames; false from it means that the source has ended or is lost.</param>
/// <param name="Rate">Frames a second that it says it gives, 0 where it does not say.</param>
public sealed record LiveInput(IFrameSource Frames, double Rate) : IDisposable
{
    /// <summary>What was asked for and not got, one sentence; null where all is as asked.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Frames.Dispose();
}
