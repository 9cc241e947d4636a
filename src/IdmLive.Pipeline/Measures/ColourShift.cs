using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How much a restored picture's colours drift from the true one's, in CIE L*a*b* (D65, from sRGB): 1 is about the least difference
/// that is seen side by side.
/// </summary>
/// <param name="Lightness">Mean L* of the picture less the reference's; above 0 the picture is brighter.</param>
/// <param name="GreenRed">Mean a* less the reference's; above 0 the picture is redder.</param>
/// <param name="BlueYellow">Mean b* less the reference's; above 0 the picture is yellower.</param>
/// <param name="LowPass">
/// Mean over all pixels of the distance (CIE 1976) of both pictures after a Gaussian blur with a sixteenth of the shorter side as
/// sigma: sees a shift that differs from place to place, which the means do not. Never below <see cref="Distance"/>, but for rounding.
/// </param>
public readonly record struct ColourShift(double Lightness, double GreenRed, double BlueYellow, double LowPass)
{
    private const double BlurPart = 1.0 / 16;

    /// <summary>
    /// Distance (CIE 1976) of the two pictures' mean colours: the figure to judge by. Means leave out what is not colour: detail that was
    /// lost or made up and edges that moved have no part in it.
    /// </summary>
    public double Distance => Math.Sqrt((Lightness * Lightness) + (GreenRed * GreenRed) + (BlueYellow * BlueYellow));

    /// <summary>Measures a picture. Stateless, any thread.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="reference">8-bit BGR of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, a picture is empty or not 8-bit BGR.</exception>
    public static ColourShift Measure(Mat picture, Mat reference)
    {
        PictureMeasures.CheckPair(picture, reference);
        using Mat difference = Lab(picture), other = Lab(reference);
        Cv2.Subtract(difference, other, difference);
        Scalar mean = Cv2.Mean(difference);

        // The blur is linear, so the difference can be blurred in place of both.
        double sigma = BlurPart * Math.Min(picture.Width, picture.Height);
        Cv2.GaussianBlur(difference, difference, default, sigma, sigma, BorderTypes.Reflect101);
        using Mat squares = new(), distance = new(), sum = Mat.FromPixelData(1, 3, MatType.CV_32FC1, (float[])[1, 1, 1]);
        Cv2.Multiply(difference, difference, squares);
        Cv2.Transform(squares, distance, sum);
        Cv2.Sqrt(distance, distance);
        return new(mean.Val0, mean.Val1, mean.Val2, Cv2.Mean(distance).Val0);
    }

    /// <summary>A picture in CIE L*a*b*, 32-bit; the caller's.</summary>
    internal static Mat Lab(Mat picture)
    {
        Mat lab = new();
        picture.ConvertTo(lab, MatType.CV_32FC3, 1.0 / 255);
        Cv2.CvtColor(lab, lab, ColorConversionCodes.BGR2Lab);
        return lab;
    }
}
