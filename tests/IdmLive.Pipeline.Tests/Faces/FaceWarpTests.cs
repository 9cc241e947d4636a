using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class FaceWarpTests : FaceCutClaims
{
    [Fact]
    public void There_and_back_gives_the_image_again()
    {
        using Mat image = new(300, 400, MatType.CV_8UC3), crop = new(256, 256, MatType.CV_8UC3), back = new(300, 400, MatType.CV_8UC3);
        Fill(image, (x, y) => 128 + (60 * Math.Sin(x / 9.0)) + (50 * Math.Cos((y / 11.0) + (x / 30.0))));
        SimilarityTransform t = new(1.25 * Math.Cos(0.3), 1.25 * Math.Sin(0.3), -60.3, -110.7);
        FaceWarp.ToCrop(image, t, crop);
        FaceWarp.ToCrop(crop, t.Inverse, back);
        int compared = 0, width = image.Width, height = image.Height;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Point2d p = t.Map(new(x, y));
                if (p.X > 4 && p.Y > 4 && p.X < 251 && p.Y < 251)
                {
                    compared++;
                    Assert.InRange(Math.Abs(image.At<Vec3b>(y, x).Item0 - back.At<Vec3b>(y, x).Item0), 0, 3);
                }
            }
        }

        Assert.True(compared > 20000);
    }

    [Fact]
    public void Sixteen_bits_stay_sixteen_bits()
    {
        using Mat image = new(200, 200, MatType.CV_16UC3, Scalar.All(12345)), crop = new(Size, Size, MatType.CV_16UC3);
        FaceWarp.ToCrop(image, new(0.6, 0.1, -10, 3), crop);
        using Mat expected = new(Size, Size, MatType.CV_16UC3, Scalar.All(12345));
        Assert.InRange(Cv2.Norm(crop, expected, NormTypes.INF), 0, 1);
    }

    protected override void ToCrop(Mat image, in SimilarityTransform imageToCrop, Mat crop) => FaceWarp.ToCrop(image, imageToCrop, crop);
}
