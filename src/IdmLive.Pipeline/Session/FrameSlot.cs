using IdmLive.Pipeline.Capture;
using OpenCvSharp;

namespace IdmLive.Pipeline.Session;

/// <summary>One frame on its way through a session, with all memory it needs; used again for a later frame.</summary>
internal sealed class FrameSlot : IDisposable
{
    /// <summary>Makes a slot.</summary>
    /// <param name="size">Size of the frames in pixels.</param>
    /// <param name="cropSize">Width and height of crops in pixels.</param>
    /// <param name="sideBySide">Whether the sink gets the input beside the restored frame.</param>
    public FrameSlot(Size size, int cropSize, bool sideBySide)
    {
        Image = new(size.Height, size.Width, MatType.CV_8UC3);
        Faces = new(cropSize);
        if (sideBySide)
        {
            Composed = new(size.Height, 2 * size.Width, MatType.CV_8UC3);
            Left = new(Composed, new Rect(0, 0, size.Width, size.Height));
            Right = new(Composed, new Rect(size.Width, 0, size.Width, size.Height));
        }
    }

    /// <summary>The frame; first the input, later restored.</summary>
    public Mat Image { get; }

    /// <summary>Its faces.</summary>
    public FrameFaces Faces { get; }

    /// <summary>Input and restored frame beside each other; null where that is not wanted.</summary>
    public Mat? Composed { get; }

    /// <summary>The left half of <see cref="Composed"/>.</summary>
    public Mat? Left { get; }

    /// <summary>The right half of <see cref="Composed"/>.</summary>
    public Mat? Right { get; }

    /// <summary>When the frame is shown.</summary>
    public FrameStamp Stamp { get; set; }

    /// <summary>How long it has been worked on.</summary>
    public TimeSpan Work { get; set; }

    /// <summary>How long restoring took.</summary>
    public TimeSpan Restoring { get; set; }

    /// <summary>Set when the faces are restored.</summary>
    public ManualResetEventSlim Restored { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Restored.Dispose();
        Left?.Dispose();
        Right?.Dispose();
        Composed?.Dispose();
        Image.Dispose();
        Faces.Dispose();
    }
}
