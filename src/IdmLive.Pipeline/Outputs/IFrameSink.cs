using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Takes finished frames one after the other. Not thread-safe: one thread at a time calls it.</summary>
public interface IFrameSink : IDisposable
{
    /// <summary>Takes a frame.</summary>
    /// <param name="image">8-bit BGR, continuous, of the size that the sink was made for; free again when this returns.</param>
    /// <param name="stamp">When it is shown; later than the frame before.</param>
    /// <param name="faces">What the detector found in it, before tracking; a recorder keeps it to go on after an interruption.</param>
    /// <exception cref="Media.MediaException">The frame cannot be written.</exception>
    void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces);

    /// <summary>Says that all frames were given.</summary>
    /// <param name="endPts">When the last one ends, in the unit of its stamp.</param>
    /// <exception cref="Media.MediaException">The output cannot be finished.</exception>
    void Complete(long endPts);

    /// <summary>Says that no more frames come although there would be more: what was given is brought into a state that can be used.</summary>
    /// <exception cref="Media.MediaException">That cannot be written.</exception>
    void Interrupt();
}
