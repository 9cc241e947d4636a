using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

/// <summary>A pattern that moves evenly, drawn anew for each place and so without any error of interpolation.</summary>
/// <param name="step">Pixels a frame to the right; half of it down.</param>
/// <param name="count">Number of frames.</param>
internal sealed class MovingPattern(double step, int count) : IFaceClip
{
    public const int Size = 128;

    public string Name { get; init; } = "pattern";

    public int Camera { get; init; }

    public int Face => 0;

    public int Count => count;

    public IEnumerable<Mat> Crops()
    {
        for (int i = 0; i < count; i++)
        {
            using Mat frame = Draw(step * i);
            yield return frame;
        }
    }

    /// <summary>The pattern at a place: smooth, with detail of several sizes in both directions, so that flow can follow it.</summary>
    /// <param name="shift">Pixels to the right.</param>
    /// <param name="brighter">Levels that are added.</param>
    public static Mat Draw(double shift, int brighter = 0)
    {
        Mat picture = new(Size, Size, MatType.CV_8UC3);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                double u = x - shift, v = y - (.5 * shift);
                double level = 120 + (35 * Math.Sin(u / 5.1)) + (35 * Math.Sin((v / 6.3) + (u / 17))) + (20 * Math.Sin((u + v) / 9)) + brighter;
                byte b = (byte)Math.Round(level);
                picture.At<Vec3b>(y, x) = new(b, b, b);
            }
        }

        return picture;
    }
}
