using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Measures rho of the recursion, <c>e(n) &lt;= rho e(n-1) + b</c>: each frame is restored twice from the same past, once as it is and once with the stored
/// result disturbed; what is left of the disturbance in the next stored result, by its norm over the whole crop, is rho of that step. Below 1 mistakes
/// die out. One thread.
/// </summary>
public sealed class RecursionProbe : IDisposable
{
    private const int Track = 1;
    private readonly StreamingRestorer _restorer;
    private readonly TrackMemory _before, _after;
    private readonly Mat _restored;
    private readonly StreamResult[] _told = new StreamResult[1];

    /// <summary>Prepares a model.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">How it runs; reuse, cuts and fresh starts are switched off, so that every frame but the first is a warm step.</param>
    /// <param name="level">Cumulative level abar of all warm steps, above 0 and at most 0.5.</param>
    /// <exception cref="ArgumentException">An option is out of range, or does not fit the model.</exception>
    public RecursionProbe(ModelPackage package, StreamingOptions options, double level)
    {
        _restorer = new(package, options with { StillLevel = level, FastLevel = level, SkipChange = 0, CutChange = 1, DriftFloor = 1 });
        (_before, _after) = (new(_restorer.CropSize), new(_restorer.CropSize));
        _restored = new(_restorer.CropSize, _restorer.CropSize, MatType.CV_8UC3);
    }

    /// <summary>Width and height of the crops in pixels.</summary>
    public int CropSize => _restorer.CropSize;

    /// <summary>Begins another clip.</summary>
    public void Reset() => _restorer.Reset();

    /// <summary>Takes the next frame of the clip.</summary>
    /// <param name="crop">8-bit BGR of <see cref="CropSize"/>; not changed.</param>
    /// <param name="disturbance">16-bit signed, three channels, the same size: levels that are added to the stored result; not all 0.</param>
    /// <param name="size">One of the sizes that the network runs at.</param>
    /// <returns>rho of this step; null for the first frame, which has no past.</returns>
    public double? Next(Mat crop, Mat disturbance, int size)
    {
        TrackMemory? memory = _restorer.Memory(Track);
        if (memory is null)
        {
            Restore(crop, size);
            return null;
        }

        _before.CopyFrom(memory);
        Restore(crop, size);
        if (_told[0].Mode != StreamMode.Warm)
        {
            return null;
        }

        _after.CopyFrom(memory);
        memory.CopyFrom(_before);
        Cv2.Add(_before.Result, disturbance, memory.Result, null, MatType.CV_8U);
        double disturbed = Cv2.Norm(memory.Result, _before.Result);
        Restore(crop, size);
        double left = Cv2.Norm(memory.Result, _after.Result);
        memory.CopyFrom(_after);
        return disturbed > 0 ? left / disturbed : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _restorer.Dispose();
        _before.Dispose();
        _after.Dispose();
        _restored.Dispose();
    }

    private void Restore(Mat crop, int size) => _restorer.Restore([new StreamFace(Track, crop, _restored)], size, _told);
}
