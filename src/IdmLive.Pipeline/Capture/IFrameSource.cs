using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>Gives frames one after the other. Not thread-safe: one thread at a time reads.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Size of every frame in pixels.</summary>
    Size FrameSize { get; }

    /// <summary>When the last frame that was read ends, in the unit of its <see cref="FrameStamp.Pts"/>; final once there are no more frames.</summary>
    long EndPts { get; }

    /// <summary>Reads the next frame.</summary>
    /// <param name="image">8-bit BGR of <see cref="FrameSize"/>, continuous, allocated by the caller; overwritten.</param>
    /// <param name="stamp">When the frame is shown; meaningless where there is none.</param>
    /// <returns>False where there are no more frames.</returns>
    /// <exception cref="Media.MediaException">The source cannot be read.</exception>
    bool TryRead(Mat image, out FrameStamp stamp);
}
