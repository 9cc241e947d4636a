using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>A method without a network, which a restorer must beat to be worth its work. One thread.</summary>
internal sealed class FloorRestorer : IFaceRestorer
{
    private const int ReductionOfPeers = 4;

    // Of OpenCV's own advice for coloured noise; patch and search window are its defaults.
    private const float NoiseStrength = 10;
    private readonly Func<Mat, Mat> _restore;

    private FloorRestorer(string name, int cropSize, Func<Mat, Mat> restore)
    {
        ModelName = name;
        CropSize = cropSize;
        _restore = restore;
    }

    /// <inheritdoc/>
    public int CropSize { get; }

    /// <inheritdoc/>
    public string ModelName { get; }

    /// <inheritdoc/>
    public int Steps => 1;

    /// <summary>The reduced face that the x4 peers are given, enlarged by cubic interpolation.</summary>
    public static FloorRestorer Bicubic(int cropSize) => new("bicubic", cropSize, face =>
    {
        using Mat small = FaceResize.To(face, cropSize / ReductionOfPeers);
        return FaceResize.To(small, cropSize);
    });

    /// <summary>OpenCV's non-local means for colour pictures.</summary>
    public static FloorRestorer NonLocalMeans(int cropSize) => new("nlmeans", cropSize, face =>
    {
        Mat smooth = new();
        Cv2.FastNlMeansDenoisingColored(face, smooth, NoiseStrength, NoiseStrength);
        return smooth;
    });

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        for (int i = 0; i < crops.Count; i++)
        {
            using Mat made = _restore(crops[i].Pixels);
            made.CopyTo(restored[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
