using OpenCvSharp;

namespace IdmLive.Tools.Recursion;

/// <summary>
/// Small disturbances of a stored result: fine, middle and coarse noise in turn, since a network lets some scales through more than others. Equal seeds
/// give equal ones. One thread.
/// </summary>
internal sealed class Disturbance : IDisposable
{
    /// <summary>Root of the mean square, 8-bit levels: above the rounding of what is stored, below what anybody would call another picture.</summary>
    public const double Levels = 6;

    private static readonly double[] Scales = [0, 2, 6];
    private readonly Mat _noise, _levels = new();
    private readonly RNG _random;
    private int _drawn;

    /// <summary>Begins with the first scale.</summary>
    /// <param name="size">Width and height in pixels.</param>
    /// <param name="seed">Seed of the noise.</param>
    public Disturbance(int size, int seed)
    {
        _noise = new(size, size, MatType.CV_32FC3);
        _random = new((ulong)(uint)seed + 1);
    }

    /// <summary>Draws the next one.</summary>
    /// <returns>16-bit signed, three channels; this object's, valid until the next is drawn.</returns>
    public Mat Next()
    {
        _random.Fill(_noise, DistributionType.Normal, Scalar.All(0), Scalar.All(1));
        double scale = Scales[_drawn++ % Scales.Length];
        if (scale > 0)
        {
            Cv2.GaussianBlur(_noise, _noise, default, scale);
        }

        double root = Cv2.Norm(_noise) / Math.Sqrt(_noise.Total() * 3);
        _noise.ConvertTo(_levels, MatType.CV_16SC3, Levels / root);
        return _levels;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _noise.Dispose();
        _levels.Dispose();
    }
}
