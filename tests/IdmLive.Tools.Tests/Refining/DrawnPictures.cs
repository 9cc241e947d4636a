using IdmLive.Pipeline.Restoring;
using IdmLive.Training.Data;
using IdmLive.Training.Tests.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Refining;

/// <summary>Drawn pictures and what is done to them.</summary>
internal static class DrawnPictures
{
    public static Mat Picture(CropSet crops, int index) => FaceBytes.ToMat(crops[index], crops.CropSize);

    public static Mat Blurred(Mat picture, double sigma)
    {
        Mat blurred = new();
        Cv2.GaussianBlur(picture, blurred, default, sigma);
        return blurred;
    }

    /// <summary>The picture with its difference to a blurred one added <paramref name="amount"/> times.</summary>
    public static Mat Sharpened(Mat picture, double amount)
    {
        using Mat blurred = Blurred(picture, 1.5);
        Mat sharp = new();
        Cv2.AddWeighted(picture, 1 + amount, blurred, -amount, 0, sharp);
        return sharp;
    }

    /// <summary>Writes pictures of a fixture into a folder.</summary>
    public static void Write(string folder, FacesFixture faces, IEnumerable<int> indices)
    {
        Directory.CreateDirectory(folder);
        foreach (int i in indices)
        {
            using Mat picture = Picture(faces.Crops, i);
            Cv2.ImWrite(Path.Join(folder, $"{i:D2}.png"), picture);
        }
    }
}

/// <summary>Sharpens; a few pixels hang on the noise seed. Can ask for a stop after some calls.</summary>
internal sealed class SharpeningRestorer(int size, int stopAfter, CancellationTokenSource stop) : IFaceRestorer
{
    public int CropSize => size;

    public string ModelName => "sharpening";

    public int Steps => 1;

    public int Calls { get; private set; }

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        using Mat sharp = DrawnPictures.Sharpened(crops[0].Pixels, .4);
        Random random = new((int)crops[0].NoiseSeed);
        for (int i = 0; i < 4; i++)
        {
            sharp.Set(random.Next(size), random.Next(size), new Vec3b(90, 90, 90));
        }

        sharp.CopyTo(restored[0]);
        if (++Calls == stopAfter)
        {
            stop.Cancel();
        }
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
