using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class FloorRestorerTests
{
    [Fact]
    public void Bicubic_keeps_coarse_structure_and_loses_what_is_finer_than_its_reduction()
    {
        using Mat coarse = Stripes(32), fine = Stripes(2);
        using FloorRestorer bicubic = FloorRestorer.Bicubic(DrawnFaces.Size);
        using Mat keptCoarse = Restore(bicubic, coarse), lostFine = Restore(bicubic, fine);
        Assert.InRange(Deviation(keptCoarse), .8 * Deviation(coarse), 1.1 * Deviation(coarse));
        Assert.InRange(Deviation(lostFine), 0, .05 * Deviation(fine));
    }

    [Fact]
    public void Non_local_means_takes_away_noise_and_keeps_an_edge()
    {
        using Mat noisy = new(DrawnFaces.Size, DrawnFaces.Size, MatType.CV_8UC3, Scalar.All(60));
        Cv2.Rectangle(noisy, new Rect(32, 0, 32, 64), Scalar.All(190), -1);
        AddNoise(noisy, new Random(3));
        using FloorRestorer means = FloorRestorer.NonLocalMeans(DrawnFaces.Size);
        using Mat smooth = Restore(means, noisy);
        using Mat left = smooth[new Rect(4, 4, 20, 56)], noisyLeft = noisy[new Rect(4, 4, 20, 56)], right = smooth[new Rect(40, 4, 20, 56)];
        Assert.InRange(Deviation(left), 0, .5 * Deviation(noisyLeft));
        Assert.InRange(Cv2.Mean(right).Val0 - Cv2.Mean(left).Val0, 120, 140);
    }

    // The sum of four even draws is near enough to a normal one; its deviation is 6 levels.
    private static void AddNoise(Mat picture, Random random)
    {
        byte[] bytes = FaceBytes.Of(picture);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(bytes[i] + Math.Round(10.4 * (Enumerable.Range(0, 4).Sum(_ => random.NextDouble()) - 2)));
        }

        using Mat noisy = FaceBytes.ToMat(bytes, DrawnFaces.Size);
        noisy.CopyTo(picture);
    }

    private static Mat Restore(FloorRestorer restorer, Mat face)
    {
        Mat restored = new(face.Size(), MatType.CV_8UC3);
        restorer.Restore([new FaceCrop(face, 0)], [restored]);
        return restored;
    }

    private static double Deviation(Mat picture)
    {
        Cv2.MeanStdDev(picture, out _, out Scalar deviation);
        return deviation.Val0;
    }

    private static Mat Stripes(int period)
    {
        Mat picture = new(DrawnFaces.Size, DrawnFaces.Size, MatType.CV_8UC3, Scalar.All(60));
        for (int x = 0; x < DrawnFaces.Size; x += period)
        {
            Cv2.Rectangle(picture, new Rect(x, 0, period / 2, DrawnFaces.Size), Scalar.All(200), -1);
        }

        return picture;
    }
}
