using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>What a live line gives out.</summary>
/// <param name="Size">Size of every frame in pixels; it stays, whatever the source does.</param>
/// <param name="Rate">Frames a second that are to be expected, above 0.</param>
/// <param name="TimeBase">The unit of the stamps.</param>
public readonly record struct LiveFormat(Size Size, Rational Rate, Rational TimeBase);

/// <summary>Where a live line's frames go: opened once the size of the frames is known. Thread-safe.</summary>
public interface ILiveSink
{
    /// <summary>What the user called it, for messages: <c>mjpeg:127.0.0.1:8080</c>.</summary>
    string Name { get; }

    /// <summary>Opens it. The frame sink is called by one thread, its own; it may block, which costs only its own frames.</summary>
    /// <param name="format">What it gets.</param>
    /// <exception cref="MediaException">It cannot be opened; one sentence.</exception>
    IFrameSink Open(in LiveFormat format);
}
