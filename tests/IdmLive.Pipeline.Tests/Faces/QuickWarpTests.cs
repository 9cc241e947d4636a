using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class QuickWarpTests : FaceCutClaims
{
    private readonly QuickWarp _warp = new();

    [Theory]
    [InlineData(.7, 11)]
    [InlineData(1.0, 4)]
    [InlineData(1.23, -6)]
    [InlineData(1.9, 15)]
    [InlineData(3.2, -25)]
    public void It_shows_what_the_careful_cut_shows(double shrink, double degrees)
    {
        using Mat image = Portrait.Background(700, 600, seed: 3), crop = new(Size, Size, MatType.CV_8UC3), careful = new(Size, Size, MatType.CV_8UC3);
        SimilarityTransform t = Around(image, shrink, degrees);
        _warp.ToCrop(image, t, crop);
        FaceWarp.ToCrop(image, t, careful);
        double psnr = Cv2.PSNR(crop, careful);
        Assert.True(psnr > 40, $"{psnr:F1} dB");

        // No softer than that; a little sharper where that samples twice as fine with bilinear interpolation.
        using Mat a = new(), b = new();
        Cv2.Laplacian(crop, a, MatType.CV_32F);
        Cv2.Laplacian(careful, b, MatType.CV_32F);
        Assert.InRange(Cv2.Norm(a, NormTypes.L1) / Cv2.Norm(b, NormTypes.L1), .93, 1.5);
    }

    [Fact]
    public void A_crop_far_outside_shows_something_and_one_buffer_serves_all_sizes()
    {
        using Mat image = Portrait.Background(64, 48, seed: 2), crop = new(Size, Size, MatType.CV_8UC3), again = new(Size, Size, MatType.CV_8UC3);
        SimilarityTransform near = new(1.7, .2, -8, 4);
        _warp.ToCrop(image, near, crop);
        foreach (SimilarityTransform t in (SimilarityTransform[])[new(0.9, 0.1, 5000, -3000), new(0.2, 0.1, -80, 70), new(0.01, 0, 3, 3), new(.6, 0, 1e12, 0)])
        {
            _warp.ToCrop(image, t, again);
            Cv2.MeanStdDev(again, out Scalar mean, out _);
            Assert.InRange(mean.Val0, 30, 225);
        }

        _warp.ToCrop(image, near, again);
        Assert.Equal(0, Cv2.Norm(crop, again, NormTypes.INF));
    }

    protected override void ToCrop(Mat image, in SimilarityTransform imageToCrop, Mat crop) => _warp.ToCrop(image, imageToCrop, crop);
}
