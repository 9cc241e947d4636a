using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Measures the mouth of an aligned crop without a landmark network, against the brightness of the same face. Opening: how dark the mouth's region is
/// below .6 of the face's median brightness (the cavity and the line of the lips are that dark, skin and lips are not). Width: how far what is darker
/// than .85 of it spreads to both sides in a band around the lips. A beard is dark as well, so both say something against the person's own median
/// only. Not thread-safe.
/// </summary>
internal sealed class MouthMeter : IDisposable
{
    private const double CavityLevel = .6, LipLevel = .85;

    // Distance of the eyes in the template, as a part of the crop.
    private const double Eyes = .246;

    private static readonly Rect2d Skin = new(.34, .5, .32, .15), Mouth = new(.37, .66, .26, .2), Lips = new(.32, .67, .36, .11);

    private readonly Mat _grey = new(), _sorted = new(), _dark = new(), _columns = new();

    /// <summary>Measures.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    /// <returns>Opening 0 to 1; width in distances of the eyes.</returns>
    public (double Opening, double Width) Measure(Mat crop)
    {
        Cv2.CvtColor(crop, _grey, ColorConversionCodes.BGR2GRAY);
        double skin = Math.Max(Median(Skin, crop), 8);
        Darkness(Mouth, crop, CavityLevel * skin);
        double opening = Cv2.Mean(_dark).Val0 / (CavityLevel * skin);
        Darkness(Lips, crop, LipLevel * skin);
        return (opening, Spread() / (Eyes * crop.Width));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_grey, _sorted, _dark, _columns])
        {
            mat.Dispose();
        }
    }

    private double Median(Rect2d part, Mat crop)
    {
        using Mat region = new(_grey, CandidateMeter.On(crop, part));
        region.CopyTo(_sorted);
        byte[] values = [.. _sorted.AsSpan<byte>()];
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>How far each pixel of a part is below a level; 0 where it is above.</summary>
    private void Darkness(Rect2d part, Mat crop, double level)
    {
        using Mat region = new(_grey, CandidateMeter.On(crop, part));
        region.ConvertTo(_dark, MatType.CV_32FC1, -1, level);
        Cv2.Threshold(_dark, _dark, 0, 0, ThresholdTypes.Tozero);
    }

    /// <summary>Width in pixels of the even bar that would spread as the darkness does.</summary>
    private double Spread()
    {
        Cv2.Reduce(_dark, _columns, ReduceDimension.Row, ReduceTypes.Sum, (int)MatType.CV_32FC1);
        double sum = 0, first = 0, second = 0;
        ReadOnlySpan<float> columns = _columns.AsSpan<float>();
        for (int x = 0; x < columns.Length; x++)
        {
            sum += columns[x];
            first += x * (double)columns[x];
            second += (double)x * x * columns[x];
        }

        return sum > 1 ? Math.Sqrt(12 * Math.Max(0, (second / sum) - (first / sum * (first / sum)))) : 0;
    }
}
