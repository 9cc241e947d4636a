using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The brightness of pictures, in which motion and sharpness are measured. Stateless, any thread.</summary>
internal static class Luma
{
    /// <summary>The luma of a picture.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="luma">Becomes CV_32FC1 of the same size, 8-bit levels.</param>
    public static void Of(Mat picture, Mat luma)
    {
        using Mat grey = new();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        grey.ConvertTo(luma, MatType.CV_32FC1);
    }

    /// <summary>Mean square of the gradient (Sobel), levels a pixel squared: the finer and stronger the detail, the more; noise counts, too.</summary>
    /// <param name="luma">CV_32FC1.</param>
    public static double GradientEnergy(Mat luma)
    {
        const double SobelScale = 1 / 8.0;
        using Mat x = new(), y = new();
        Cv2.Sobel(luma, x, MatType.CV_32F, 1, 0, 3, SobelScale);
        Cv2.Sobel(luma, y, MatType.CV_32F, 0, 1, 3, SobelScale);
        return (Cv2.Norm(x, NormTypes.L2SQR) + Cv2.Norm(y, NormTypes.L2SQR)) / luma.Total();
    }
}
