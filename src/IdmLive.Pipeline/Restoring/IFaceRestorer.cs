using OpenCvSharp;

namespace IdmLive.Pipeline.Restoring;

/// <summary>
/// Restores aligned face crops. Not thread-safe: one thread at a time calls <see cref="Restore"/>, and the thread that
/// made the first call makes them all (the tensors behind it belong to one thread).
/// </summary>
public interface IFaceRestorer : IDisposable
{
    /// <summary>Width and height in pixels of the crops this restorer takes and gives.</summary>
    int CropSize { get; }

    /// <summary>Name of the model, for reports and sidecar files.</summary>
    string ModelName { get; }

    /// <summary>Network calls for one crop.</summary>
    int Steps { get; }

    /// <summary>Restores all crops in one batch. The same crops and seeds give the same bits on the same machine.</summary>
    /// <param name="crops">Any number of crops, none included; each 8-bit BGR of <see cref="CropSize"/> squared.</param>
    /// <param name="restored">As many 8-bit BGR images of the same size, allocated by the caller and overwritten here.</param>
    /// <exception cref="ArgumentException">A count, size or pixel type is not as stated.</exception>
    void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored);
}
