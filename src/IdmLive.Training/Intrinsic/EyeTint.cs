using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Gives the irises of an aligned face another colour before it is degraded. A model learns which eyes go with which faces and gives those where the
/// picture hardly shows any; where any face may have any eyes, only the picture says which. Immutable; any thread.
/// </summary>
/// <param name="Blue">Cb of the new colour, less that of grey; levels of 255.</param>
/// <param name="Red">Cr of the new colour, less that of grey.</param>
/// <param name="Light">What the brightness of the iris is multiplied by.</param>
public readonly record struct EyeTint(double Blue, double Red, double Light)
{
    // Dark brown is 10 from grey, light blue and amber 20.
    private const double LeastSaturation = 3, MostSaturation = 24, LeastLight = .4, MostLight = 1.25;

    // Below the mean brightness around an eye lies the iris, above it the white and the lids.
    private const double White = 1.1, Dark = .6;

    /// <summary>Draws a colour.</summary>
    public static EyeTint Draw(Random random)
    {
        double hue = 2 * Math.PI * random.NextDouble(), saturation = LeastSaturation + ((MostSaturation - LeastSaturation) * random.NextDouble());
        return new(saturation * Math.Cos(hue), saturation * Math.Sin(hue), LeastLight + ((MostLight - LeastLight) * random.NextDouble()));
    }

    /// <summary>Paints both irises.</summary>
    /// <param name="face">8-bit BGR, square, aligned to the FFHQ template; changed.</param>
    public void Apply(Mat face)
    {
        ArgumentNullException.ThrowIfNull(face);
        foreach (IrisPlace iris in IrisPlace.Both(face.Width))
        {
            double mean = MeanBrightness(face, iris);
            foreach ((int x, int y, double weight) in iris.Pixels())
            {
                ref Vec3b pixel = ref face.At<Vec3b>(y, x);
                double dark = Math.Clamp(((White * mean) - Brightness(pixel)) / ((White - Dark) * mean), 0, 1);
                pixel = Painted(pixel, dark * weight);
            }
        }
    }

    private static double MeanBrightness(Mat face, IrisPlace iris)
    {
        double sum = 0, bright = 0;
        foreach ((int x, int y, double weight) in iris.Pixels())
        {
            (sum, bright) = (sum + weight, bright + (weight * Brightness(face.At<Vec3b>(y, x))));
        }

        // Above 0, so that a black picture can be divided by it.
        return Math.Max(1, bright / sum);
    }

    private static double Brightness(Vec3b p) => (.114 * p.Item0) + (.587 * p.Item1) + (.299 * p.Item2);

    private Vec3b Painted(Vec3b p, double weight)
    {
        double y = Brightness(p), blue = (p.Item0 - y) / 1.772, red = (p.Item2 - y) / 1.402;

        // Where there is no light there is no colour: a pupil stays black.
        double strength = Math.Min(1, y / 48);
        y *= 1 + (weight * (Light - 1));
        blue += weight * ((strength * Blue) - blue);
        red += weight * ((strength * Red) - red);
        return new(Level(y + (1.772 * blue)), Level(y - (.344136 * blue) - (.714136 * red)), Level(y + (1.402 * red)));
    }

    private static byte Level(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
