using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Restoring;

/// <summary>Crops with drawn circles; all of them go with this.</summary>
/// <param name="size">Width and height, pixels.</param>
internal sealed class DrawnCrops(int size) : IDisposable
{
    private readonly List<Mat> _mats = [];

    public Mat Empty()
    {
        Mat mat = new(size, size, MatType.CV_8UC3, Scalar.All(0));
        _mats.Add(mat);
        return mat;
    }

    public Mat Draw(int seed)
    {
        Mat mat = Empty();
        Random random = new(seed);
        for (int i = 0; i < 12; i++)
        {
            Cv2.Circle(mat, new Point(random.Next(size), random.Next(size)), random.Next(4, 20), new Scalar(random.Next(256), random.Next(256), random.Next(256)), -1);
        }

        return mat;
    }

    public void Dispose() => _mats.ForEach(m => m.Dispose());
}
