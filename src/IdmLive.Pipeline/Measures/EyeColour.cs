using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>How far the colour of the eyes is from the true one: people see a stranger's eyes at once, and a mean over the whole face does not. Stateless.</summary>
public static class EyeColour
{
    private const int SmallestCrop = 32;

    /// <summary>Whether a picture of a size can be an aligned crop that is large enough: square, of 32 pixels or more.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static bool Takes(int width, int height) => width == height && width >= SmallestCrop;

    /// <summary>
    /// The distance of the mean hue and saturation (a*, b* of CIE L*a*b*) around each iris, averaged over both eyes. How bright they are has no part in it.
    /// </summary>
    /// <param name="picture">8-bit BGR, square, aligned to the FFHQ template, of a size that <see cref="Takes"/> allows.</param>
    /// <param name="reference">The same of the true face, of the same size.</param>
    /// <returns>At least 0; 2 or 3 are seen side by side.</returns>
    /// <exception cref="ArgumentException">The pictures are not as stated.</exception>
    public static double Shift(Mat picture, Mat reference)
    {
        PictureMeasures.CheckPair(picture, reference);
        if (!Takes(picture.Width, picture.Height))
        {
            throw new ArgumentException($"The colour of eyes is measured in square crops of {SmallestCrop} pixels or more; this one has {picture.Width}x{picture.Height}.", nameof(picture));
        }

        using Mat difference = ColourShift.Lab(picture), other = ColourShift.Lab(reference);
        Cv2.Subtract(difference, other, difference);
        return IrisPlace.Both(picture.Width).Average(iris => Distance(difference, iris));
    }

    private static double Distance(Mat difference, IrisPlace iris)
    {
        double sum = 0, red = 0, yellow = 0;
        foreach ((int x, int y, double weight) in iris.Pixels())
        {
            Vec3f lab = difference.At<Vec3f>(y, x);
            (sum, red, yellow) = (sum + weight, red + (weight * lab.Item1), yellow + (weight * lab.Item2));
        }

        return Math.Sqrt((red * red) + (yellow * yellow)) / sum;
    }
}
