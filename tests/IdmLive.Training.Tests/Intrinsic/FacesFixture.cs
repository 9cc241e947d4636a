using IdmLive.Diffusion.Network;
using IdmLive.Training.Data;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Intrinsic;

/// <summary>Drawn pictures in place of faces, and a run folder that goes with the fixture.</summary>
internal sealed class FacesFixture : IDisposable
{
    public const int Size = 64;

    public string Run { get; } = Directory.CreateTempSubdirectory("idmlive-run-").FullName;

    public CropSet Crops { get; } = CropSet.FromMemory(Size, Enumerable.Range(0, 12).Select(i => ($"{i}.png", Draw(i))));

    public TrainOptions Options => new()
    {
        Data = [],
        Run = Run,
        Tier = NetworkTiers.Tiny.Tier,
        FaceSize = Size,
        Patch = 32,
        Batch = 2,
        Iterations = 6,
        WarmUp = 2,
        CheckpointEvery = 100,
        Threads = 1,
    };

    public void Dispose() => Directory.Delete(Run, recursive: true);

    private static byte[] Draw(int seed)
    {
        using Mat picture = new(Size, Size, MatType.CV_8UC3, Scalar.All(90));
        Random random = new(seed);
        for (int i = 0; i < 20; i++)
        {
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            Cv2.Ellipse(
                picture, new Point(random.Next(Size), random.Next(Size)), new Size(random.Next(2, 16), random.Next(2, 16)), random.Next(180), 0, 360, colour, -1);
        }

        return FaceBytes.Of(picture);
    }
}
