using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>One frame on its way through the live line, with all memory it needs; used again for a later frame. Belongs to one thread at a time.</summary>
public sealed class LiveFrame : IDisposable
{
    private StreamResult[] _results = new StreamResult[4];

    /// <summary>Makes a frame.</summary>
    /// <param name="size">Size in pixels.</param>
    /// <param name="cropSize">Width and height of crops in pixels.</param>
    public LiveFrame(Size size, int cropSize)
    {
        Image = new(size.Height, size.Width, MatType.CV_8UC3, Scalar.All(0));
        Faces = new(cropSize);
    }

    /// <summary>The picture, 8-bit BGR; first the input, then what goes out.</summary>
    public Mat Image { get; }

    /// <summary>Its faces.</summary>
    public FrameFaces Faces { get; }

    /// <summary>Number and time; strictly increasing through the line.</summary>
    public FrameStamp Stamp { get; set; }

    /// <summary>Time of capture as the session's clock counts.</summary>
    public long Captured { get; set; }

    /// <summary>When the last stage ended, as the session's clock counts.</summary>
    public long Mark { get; set; }

    /// <summary>Where its time went.</summary>
    public FrameTimes Times { get; set; }

    /// <summary>How it was made.</summary>
    public LadderRung Rung { get; set; }

    /// <summary>Whether the network was called for it.</summary>
    public bool Called { get; set; }

    /// <summary>Who its faces were taken for; none where nobody was looked for.</summary>
    public IReadOnlyList<PersonMatch> People { get; set; } = [];

    /// <summary>Whether it goes out as it came.</summary>
    public bool IsPassed { get; set; }

    /// <summary>Whether it stands in for a source that gives nothing.</summary>
    public bool IsPlaceholder { get; set; }

    /// <summary>What the restorer said about each face; room for all of them.</summary>
    public Span<StreamResult> Results
    {
        get
        {
            if (_results.Length < Faces.Tracked.Count)
            {
                _results = new StreamResult[2 * Faces.Tracked.Count];
            }

            return _results.AsSpan(0, Faces.Tracked.Count);
        }
    }

    /// <summary>Makes it ready for the next picture.</summary>
    public void Begin()
    {
        Faces.Clear();
        People = [];
        (Times, Rung, Called, IsPassed, IsPlaceholder) = (default, default, false, false, false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Image.Dispose();
        Faces.Dispose();
    }
}
