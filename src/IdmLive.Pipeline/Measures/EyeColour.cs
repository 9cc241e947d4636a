using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>How far the colour of the eyes is from the true one: people see a stranger's eyes at once, and a mean over the whole face does not. Stateless.</summary>
public static class EyeColour
{
    /// <summary>Width and height of the smallest crop that is measured, pixels.</summary>
    public const int SmallestCrop = 32;

    /// <summary>
    /// The distance of the mean hue and saturation (a*, b* of CIE L*a*b*) around each iris, averaged over both eyes. How bright they are has no part in it.
    /// </summary>
    /// <param name="picture">8-bit BGR, square, aligned to the FFHQ template, <see cref="SmallestCrop"/> or more.</param>
    /// <param name="reference">The same of the true face, of the same size.</param>
    /// <returns>At least 0; 2 or 3 are seen side by side.</returns>
    /// <exception cref="ArgumentException">The pictures are not as stated.</exception>
    public static double Shift(Mat picture, Mat reference)
    {
        PictureMeasures.CheckPair(picture, reference);
        int size = picture.Width;
        if (size != picture.Height || size < SmallestCrop)
        {
            throw new ArgumentException($"The colour of eyes is measured in square crops of {SmallestCrop} pixels or more; this one has {picture.Width}x{picture.Height}.", nameof(picture));
        }

        return IrisPlace.Both(size).Average(iris => Distance(picture, reference, iris));
    }

    private static double Distance(Mat picture, Mat reference, IrisPlace iris)
    {
        Rect place = iris.Around;
        using Mat a = new(picture, place), b = new(reference, place), difference = ColourShift.Lab(a), other = ColourShift.Lab(b);
        Cv2.Subtract(difference, other, difference);
        Span<Vec3f> values = difference.AsSpan<Vec3f>();
        double sum = 0, red = 0, yellow = 0;
        for (int i = 0; i < values.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, place.Width);
            double weight = iris.Weight(place.Left + x, place.Top + y);
            (sum, red, yellow) = (sum + weight, red + (weight * values[i].Item1), yellow + (weight * values[i].Item2));
        }

        return Math.Sqrt((red * red) + (yellow * yellow)) / sum;
    }
}
