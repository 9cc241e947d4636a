using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>What is remembered of a track: numbers, and the pictures that the next frame starts from. One thread.</summary>
internal sealed class TrackMemory : IDisposable
{
    /// <summary>Makes an empty memory.</summary>
    /// <param name="cropSize">Width and height of the crops in pixels.</param>
    public TrackMemory(int cropSize)
    {
        Result = new(cropSize, cropSize, MatType.CV_8UC3);
        Shown = new(cropSize, cropSize, MatType.CV_8UC3);
        Moved = new(cropSize, cropSize, MatType.CV_8UC3);
        MovedShown = new(cropSize, cropSize, MatType.CV_8UC3);
        Steady = new(cropSize, cropSize, MatType.CV_8UC3);
        MovedSteady = new(cropSize, cropSize, MatType.CV_8UC3);
    }

    /// <summary>The past as numbers.</summary>
    public TrackHistory History { get; set; } = TrackHistory.None;

    /// <summary>Number of the last frame with this track.</summary>
    public long LastFrame { get; set; }

    /// <summary>Whose parameters <see cref="Result"/> was made with; null for the model's own.</summary>
    public string? Person { get; set; }

    /// <summary>Frames over which what was shown before goes on fading out.</summary>
    public int Fading { get; set; }

    /// <summary>Brightness of the crop that <see cref="Result"/> belongs to.</summary>
    public Mat Luma { get; private set; } = new();

    /// <summary>Brightness of this frame's crop.</summary>
    public Mat NextLuma { get; private set; } = new();

    /// <summary>The network's last result, x, before anything was blended into it.</summary>
    public Mat Result { get; }

    /// <summary>What was shown last.</summary>
    public Mat Shown { get; private set; }

    /// <summary>This frame's <see cref="Result"/> of the past, moved: w.</summary>
    public Mat Moved { get; }

    /// <summary>This frame's <see cref="Shown"/> of the past, moved.</summary>
    public Mat MovedShown { get; private set; }

    /// <summary>The crop with the noise of the camera averaged over time: what the network is given as y.</summary>
    public Mat Steady { get; private set; }

    /// <summary>This frame's <see cref="Steady"/> of the past, moved.</summary>
    public Mat MovedSteady { get; private set; }

    /// <summary>How far <see cref="Moved"/> can be trusted, c.</summary>
    public Mat Trust { get; } = new();

    /// <summary>The same at the crop's size.</summary>
    public Mat LargeTrust { get; } = new();

    /// <summary>Takes another memory's content over; pictures are copied.</summary>
    /// <param name="other">Of the same crop size.</param>
    public void CopyFrom(TrackMemory other)
    {
        (History, LastFrame, Fading, Person) = (other.History, other.LastFrame, other.Fading, other.Person);
        other.Luma.CopyTo(Luma);
        other.NextLuma.CopyTo(NextLuma);
        other.Result.CopyTo(Result);
        other.Shown.CopyTo(Shown);
        other.Moved.CopyTo(Moved);
        other.MovedShown.CopyTo(MovedShown);
        other.Steady.CopyTo(Steady);
        other.MovedSteady.CopyTo(MovedSteady);
        other.Trust.CopyTo(Trust);
        other.LargeTrust.CopyTo(LargeTrust);
    }

    /// <summary>This frame's brightness is the one that results belong to from here on.</summary>
    public void TakeLuma() => (Luma, NextLuma) = (NextLuma, Luma);

    /// <summary>
    /// The averaged crop and what was shown lie where they belong: they become the moved ones without a copy. The frame that asks for it overwrites
    /// <see cref="Steady"/> and <see cref="Shown"/>.
    /// </summary>
    public void Keep() => (Steady, MovedSteady, Shown, MovedShown) = (MovedSteady, Steady, MovedShown, Shown);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[Luma, NextLuma, Result, Shown, Moved, MovedShown, Steady, MovedSteady, Trust, LargeTrust])
        {
            mat.Dispose();
        }
    }
}
