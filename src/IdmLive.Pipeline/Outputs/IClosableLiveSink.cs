namespace IdmLive.Pipeline.Outputs;

/// <summary>A live sink that is watched by somebody who can leave, which is a wish to end the session: a window, the reader of a pipe.</summary>
public interface IClosableLiveSink : ILiveSink
{
    /// <summary>
    /// Raised once, on any thread, when the watcher has left. The sink takes further frames and does nothing with them. A handler must return at
    /// once and must not dispose of the sink.
    /// </summary>
    event Action? Closed;
}
