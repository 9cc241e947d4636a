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

    private IrisPlace(Point2f pupil, int cropSize)
    {
        (_pupil, _spread) = (pupil, 2 * Reach * Reach * cropSize * cropSize);
        int half = Math.Max(1, (int)Math.Round(3 * Reach * cropSize));
        Around = new Rect((int)MathF.Round(pupil.X) - half, (int)MathF.Round(pupil.Y) - half, (2 * half) + 1, (2 * half) + 1) & new Rect(0, 0, cropSize, cropSize);
    }

    /// <summary>The square that it is looked at in; outside of it there is next to no weight.</summary>
    public Rect Around { get; }

    /// <summary>Both irises, the right one first.</summary>
    /// <param name="cropSize">Width and height of the crop, pixels, 8 or more.</param>
    public static IReadOnlyList<IrisPlace> Both(int cropSize)
    {
        FaceKeyPoints p = FaceTemplate.KeyPoints(cropSize);
        return [new(p.RightEye, cropSize), new(p.LeftEye, cropSize)];
    }

    /// <summary>How much a pixel of the crop counts, 1 at the key point.</summary>
    public double Weight(int x, int y) => Math.Exp(-(((_pupil.X - x) * (_pupil.X - x)) + ((_pupil.Y - y) * (_pupil.Y - y))) / _spread);
}
