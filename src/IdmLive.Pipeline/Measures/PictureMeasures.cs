using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Full-reference measures of two pictures: RGB scaled to [0, 1], the whole picture with no border cut. Stateless, any thread.
/// </summary>
public static class PictureMeasures
{
    private const double MaximumLevel = 255;
    private const double K1 = 0.01, K2 = 0.03;
    private const double WindowSigma = 1.5;
    private static readonly Size Window = new(11, 11);

    /// <summary>Peak signal-to-noise ratio in dB over all pixels and channels; positive infinity for equal pictures.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="reference">8-bit BGR of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, a picture is empty or not 8-bit BGR.</exception>
    public static double Psnr(Mat picture, Mat reference)
    {
        CheckPair(picture, reference);
        double squares = Cv2.Norm(picture, reference, NormTypes.L2SQR);
        double meanSquare = squares / (3.0 * picture.Rows * picture.Cols * MaximumLevel * MaximumLevel);
        return meanSquare == 0 ? double.PositiveInfinity : -10 * Math.Log10(meanSquare);
    }

    /// <summary>
    /// Structural similarity (Wang et al. 2004), at most 1: Gaussian window of 11 x 11 with sigma 1.5, K1 0.01, K2 0.03, mean over
    /// all pixels of each channel and over the channels. Windows that reach over the border see the mirrored picture.
    /// </summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="reference">8-bit BGR of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, a picture is empty or not 8-bit BGR.</exception>
    public static double Ssim(Mat picture, Mat reference)
    {
        CheckPair(picture, reference);
        using Mat x = new(), y = new();
        picture.ConvertTo(x, MatType.CV_64FC3, 1 / MaximumLevel);
        reference.ConvertTo(y, MatType.CV_64FC3, 1 / MaximumLevel);
        using Mat meanX = Smooth(x), meanY = Smooth(y);
        using Mat meanXX = SmoothProduct(x, x), meanYY = SmoothProduct(y, y), meanXY = SmoothProduct(x, y);
        using Mat squareX = Product(meanX, meanX), squareY = Product(meanY, meanY), cross = Product(meanX, meanY);

        // (2 mx my + C1)(2 cov + C2) / ((mx^2 + my^2 + C1)(vx + vy + C2)); Scalar.All reaches all three channels.
        Scalar c1 = Scalar.All(K1 * K1), c2 = Scalar.All(K2 * K2);
        using Mat covariance = Difference(meanXY, cross);
        using Mat varianceX = Difference(meanXX, squareX), varianceY = Difference(meanYY, squareY);
        using Mat numerator = new(), denominator = new(), structure = new(), spread = new();
        Cv2.AddWeighted(cross, 2, cross, 0, 0, numerator);
        Cv2.Add(numerator, c1, numerator);
        Cv2.AddWeighted(covariance, 2, covariance, 0, 0, structure);
        Cv2.Add(structure, c2, structure);
        Cv2.Multiply(numerator, structure, numerator);
        Cv2.Add(squareX, squareY, denominator);
        Cv2.Add(denominator, c1, denominator);
        Cv2.Add(varianceX, varianceY, spread);
        Cv2.Add(spread, c2, spread);
        Cv2.Multiply(denominator, spread, denominator);
        Cv2.Divide(numerator, denominator, numerator);
        Scalar mean = Cv2.Mean(numerator);
        return (mean.Val0 + mean.Val1 + mean.Val2) / 3;
    }

    /// <summary>Refuses a pair that cannot be compared.</summary>
    internal static void CheckPair(Mat picture, Mat reference)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(reference);
        if (picture.Empty() || picture.Size() != reference.Size() || picture.Type() != MatType.CV_8UC3 || reference.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException(
                $"A {Describe(picture)} picture cannot be compared with a {Describe(reference)} one; both must be 8-bit BGR of one size.");
        }

        static string Describe(Mat mat) => mat.Empty() ? "missing" : $"{mat.Width}x{mat.Height} {mat.Type()}";
    }

    /// <summary>Refuses a picture that cannot be measured.</summary>
    internal static void CheckPicture(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Empty() || picture.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A picture is measured as 8-bit BGR; this one is {(picture.Empty() ? "empty" : picture.Type())}.", nameof(picture));
        }
    }

    private static Mat Smooth(Mat plane)
    {
        Mat smooth = new();
        Cv2.GaussianBlur(plane, smooth, Window, WindowSigma, WindowSigma, BorderTypes.Reflect101);
        return smooth;
    }

    private static Mat SmoothProduct(Mat a, Mat b)
    {
        using Mat product = Product(a, b);
        return Smooth(product);
    }

    private static Mat Product(Mat a, Mat b)
    {
        Mat product = new();
        Cv2.Multiply(a, b, product);
        return product;
    }

    private static Mat Difference(Mat a, Mat b)
    {
        Mat difference = new();
        Cv2.Subtract(a, b, difference);
        return difference;
    }
}
