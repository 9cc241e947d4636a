using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Session;

/// <summary>Adds to every crop a number that follows from its noise seed; notes seeds and threads.</summary>
internal sealed class SyntheticRestorer(int failAt = -1) : IFaceRestorer
{
    private int _calls;

    public HashSet<long> Seeds { get; } = [];

    public HashSet<int> Threads { get; } = [];

    public int CropSize => 8;

    public string ModelName => "synthetic";

    public int Steps => 1;

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        if (_calls++ == failAt)
        {
            throw new InvalidOperationException("restore");
        }

        Threads.Add(Environment.CurrentManagedThreadId);
        for (int i = 0; i < crops.Count; i++)
        {
            Seeds.Add(crops[i].NoiseSeed);
            Cv2.Add(crops[i].Pixels, Scalar.All(1 + ((ulong)crops[i].NoiseSeed % 40)), restored[i]);
        }
    }

    public void Dispose()
    {
    }
}
