using System.Globalization;
using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// A rotation, uniform scale and shift of the plane: <c>u = A x - B y + Tx</c>, <c>v = B x + A y + Ty</c>. In this program
/// it maps image pixels to crop pixels; <see cref="Inverse"/> maps back.
/// </summary>
public readonly record struct SimilarityTransform(double A, double B, double Tx, double Ty)
{
    /// <summary>Crop pixels for one image pixel, above 0.</summary>
    public double Scale => Math.Sqrt((A * A) + (B * B));

    /// <summary>Rotation in radians, positive from the x axis to the y axis.</summary>
    public double Angle => Math.Atan2(B, A);

    /// <summary>The map back.</summary>
    public SimilarityTransform Inverse
    {
        get
        {
            double s2 = (A * A) + (B * B);
            double a = A / s2, b = -B / s2;
            return new(a, b, -((a * Tx) - (b * Ty)), -((b * Tx) + (a * Ty)));
        }
    }

    /// <summary>Maps one point.</summary>
    public Point2d Map(Point2d p) => new((A * p.X) - (B * p.Y) + Tx, (B * p.X) + (A * p.Y) + Ty);

    /// <summary>The four numbers. (The one a record makes would print <see cref="Inverse"/>, and its inverse, without end.)</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"(A {A}, B {B}, Tx {Tx}, Ty {Ty})");
}
