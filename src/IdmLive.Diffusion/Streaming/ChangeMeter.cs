using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Compares crops at a quarter of their size, tile by tile: a talking mouth is a large change in few tiles, which the mean of a whole picture hides.
/// Not thread-safe.
/// </summary>
internal sealed class ChangeMeter : IDisposable
{
    /// <summary>Width and height that crops are compared at.</summary>
    public const int Size = 64;

    private const int Tile = 8;

    private readonly Mat _small = new();
    private readonly Mat _difference = new();
    private readonly Mat _tiles = new();

    /// <summary>The brightness of a crop at the size that is compared.</summary>
    /// <param name="crop">8-bit BGR, square.</param>
    /// <param name="luma">Overwritten: 8-bit, <see cref="Size"/> squared.</param>
    public void Reduce(Mat crop, Mat luma)
    {
        Cv2.Resize(crop, _small, new Size(Size, Size), 0, 0, InterpolationFlags.Area);
        Cv2.CvtColor(_small, luma, ColorConversionCodes.BGR2GRAY);
    }

    /// <summary>Compares two crops as <see cref="Reduce"/> gave them.</summary>
    public CropChange Measure(Mat earlier, Mat later)
    {
        Cv2.Absdiff(earlier, later, _difference);

        // Area interpolation by a whole factor is the mean of a tile; 16 bits keep its fraction.
        _difference.ConvertTo(_difference, MatType.CV_16UC1, 257);
        Cv2.Resize(_difference, _tiles, new Size(Size / Tile, Size / Tile), 0, 0, InterpolationFlags.Area);
        int largest = 0;
        long sum = 0;
        foreach (ushort tile in _tiles.AsSpan<ushort>())
        {
            largest = Math.Max(largest, tile);
            sum += tile;
        }

        return new(largest / 65535.0, sum / 65535.0 / (Size / Tile * (Size / Tile)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _small.Dispose();
        _difference.Dispose();
        _tiles.Dispose();
    }
}
