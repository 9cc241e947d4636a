using IdmLive.Diffusion.Streaming;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Streaming;

/// <summary>Drawn crops of a face that moves sideways; all of them go with the scene.</summary>
/// <param name="size">Width and height of the crops, pixels.</param>
internal sealed class StreamScene(int size) : IDisposable
{
    private readonly List<Mat> _mats = [];

    public static StreamResult[] Restore(StreamingRestorer restorer, int size, params StreamFace[] faces)
    {
        StreamResult[] results = new StreamResult[faces.Length];
        restorer.Restore(faces, size, results);
        return results;
    }

    public Mat Keep(Mat mat)
    {
        _mats.Add(mat);
        return mat;
    }

    public Mat Empty() => Keep(new(size, size, MatType.CV_8UC3, Scalar.All(0)));

    /// <param name="shift">Pixels to the right.</param>
    public Mat Draw(double shift)
    {
        Mat crop = Empty();
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                double u = x - shift;
                byte value = (byte)(110 + (45 * Math.Sin(u / 11) * Math.Cos(y / 15.0)) + (35 * Math.Sin((u + y) / 29)));
                crop.Set(y, x, new Vec3b((byte)(value / 2), (byte)(value * 3 / 4), value));
            }
        }

        return crop;
    }

    public void Dispose() => _mats.ForEach(m => m.Dispose());
}
