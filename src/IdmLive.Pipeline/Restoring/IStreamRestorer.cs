using OpenCvSharp;

namespace IdmLive.Pipeline.Restoring;

/// <summary>One face of one frame of a stream, on its way through a stream restorer.</summary>
/// <param name="TrackId">Identity of the face in the stream; what is remembered of earlier frames belongs to it.</param>
/// <param name="Crop">8-bit BGR, <see cref="IStreamRestorer.CropSize"/> squared, aligned to the FFHQ template; stays the caller's, not changed.</param>
/// <param name="Restored">The same size and type; overwritten.</param>
/// <param name="Person">Name of the enrolled person whose weights are used; null for the general model's.</param>
public readonly record struct StreamFace(int TrackId, Mat Crop, Mat Restored, string? Person = null);

/// <summary>How a face of a frame was made.</summary>
public enum StreamMode
{
    /// <summary>From noise, with nothing of earlier frames.</summary>
    Cold,

    /// <summary>One call that starts from the frame before.</summary>
    Warm,

    /// <summary>Nothing moved: the result of the frame before once more.</summary>
    Skip,

    /// <summary>The result of the frame before, moved to where the face is now; no network call.</summary>
    Warped,

    /// <summary>The input itself.</summary>
    Passed,
}

/// <summary>What a stream restorer tells about a face of a frame.</summary>
/// <param name="Mode">How it was made.</param>
/// <param name="Change">Largest change of a tile since the frame before, less the noise; 0 to 1, and 1 where there was no frame before.</param>
/// <param name="Drift">Mean distance of the low frequencies of result and input before they are set right, 0 to 1.</param>
public readonly record struct StreamResult(StreamMode Mode, double Change, double Drift);

/// <summary>
/// Restores the faces of a stream frame by frame with at most one network call for all of them, and remembers for each track what the next frame
/// can use. Not thread-safe: the thread that made the first call makes them all (the tensors behind it belong to one thread).
/// </summary>
public interface IStreamRestorer : IDisposable
{
    /// <summary>Width and height in pixels of the crops it takes and gives.</summary>
    int CropSize { get; }

    /// <summary>Name of the model, for reports.</summary>
    string ModelName { get; }

    /// <summary>Sizes in pixels that the network can run at, largest first; crops are brought to them and back.</summary>
    IReadOnlyList<int> Sizes { get; }

    /// <summary>What the network's calls of the last <see cref="Restore"/> took; zero where there was none.</summary>
    TimeSpan NetworkTime { get; }

    /// <summary>Restores the faces of the next frame.</summary>
    /// <param name="faces">The faces, none included; each track once. Tracks that are not among them are forgotten after a while.</param>
    /// <param name="size">One of <see cref="Sizes"/>; 0 makes no network call: results are moved along, or the input where there is none.</param>
    /// <param name="results">As many as faces; overwritten.</param>
    /// <exception cref="ArgumentException">A size, count or pixel type is not as stated.</exception>
    /// <exception cref="RestoringException">The network failed or gave values that are no numbers; what is remembered of the faces is forgotten.</exception>
    void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results);

    /// <summary>Forgets all tracks, as at a cut.</summary>
    void Reset();
}
