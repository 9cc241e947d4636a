using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Live;

/// <summary>Adds a hundred levels to each crop; does what the test says at each call.</summary>
internal sealed class BrighteningRestorer : IStreamRestorer
{
    public int CropSize => 32;

    public string ModelName => "brightening";

    public IReadOnlyList<int> Sizes => [32, 16];

    public TimeSpan NetworkTime => TimeSpan.Zero;

    public Action<int>? OnCall { get; init; }

    public int Calls { get; private set; }

    public int Resets { get; private set; }

    public bool IsDisposed { get; private set; }

    public List<int> SizesAsked { get; } = [];

    public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
    {
        SizesAsked.Add(size);
        Calls++;
        OnCall?.Invoke(Calls - 1);
        for (int i = 0; i < faces.Count; i++)
        {
            Cv2.Add(faces[i].Crop, Scalar.All(100), faces[i].Restored);
            results[i] = new(StreamMode.Warm, .1, 0);
        }
    }

    public void Reset() => Resets++;

    public void Dispose() => IsDisposed = true;
}
