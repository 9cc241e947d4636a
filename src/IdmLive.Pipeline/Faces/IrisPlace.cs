using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Where an iris of an aligned face lies: a bell around the eye's key point, as wide as an iris and what detectors err. Immutable.
/// </summary>
public sealed class IrisPlace
{
    /// <summary>Standard deviation as a part of the crop's width: an iris has a radius of .023 where the eyes are .25 apart.</summary>
    private const double Reach = .025;

    private readonly Point2f _pupil;
    private readonly double _spread;
    private readonly Rect _around;

    private IrisPlace(Point2f pupil, int cropSize)
    {
        (_pupil, _spread) = (pupil, 2 * Reach * Reach * cropSize * cropSize);
        int half = Math.Max(1, (int)Math.Round(3 * Reach * cropSize));
        _around = new Rect((int)MathF.Round(pupil.X) - half, (int)MathF.Round(pupil.Y) - half, (2 * half) + 1, (2 * half) + 1) & new Rect(0, 0, cropSize, cropSize);
    }

    /// <summary>Both irises, the right one first.</summary>
    /// <param name="cropSize">Width and height of the crop, pixels, 8 or more.</param>
    public static IReadOnlyList<IrisPlace> Both(int cropSize)
    {
        FaceKeyPoints p = FaceTemplate.KeyPoints(cropSize);
        return [new(p.RightEye, cropSize), new(p.LeftEye, cropSize)];
    }

    /// <summary>The pixels of the crop that count, row by row, and how much each does: 1 at the key point, next to nothing at the end of the square around it.</summary>
    public IEnumerable<(int X, int Y, double Weight)> Pixels()
    {
        for (int y = _around.Top; y < _around.Bottom; y++)
        {
            for (int x = _around.Left; x < _around.Right; x++)
            {
                yield return (x, y, Math.Exp(-(((_pupil.X - x) * (_pupil.X - x)) + ((_pupil.Y - y) * (_pupil.Y - y))) / _spread));
            }
        }
    }
}
