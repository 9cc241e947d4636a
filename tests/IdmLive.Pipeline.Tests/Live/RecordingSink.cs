using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Live;

/// <summary>Remembers the grey and the number of every frame; can be held, and can fail.</summary>
internal sealed class RecordingSink(string name = "recording") : ILiveSink, IFrameSink
{
    private readonly Lock _lock = new();
    private readonly List<(long Sequence, int Grey, long Pts)> _frames = [];

    public string Name => name;

    public Action<int>? OnFrame { get; init; }

    public bool Completed { get; private set; }

    public bool Interrupted { get; private set; }

    public LiveFormat Format { get; private set; }

    public IReadOnlyList<(long Sequence, int Grey, long Pts)> Frames
    {
        get
        {
            lock (_lock)
            {
                return [.. _frames];
            }
        }
    }

    public IFrameSink Open(in LiveFormat format)
    {
        Format = format;
        return this;
    }

    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        int count;
        lock (_lock)
        {
            _frames.Add((stamp.Sequence, image.At<Vec3b>(image.Height / 2, 0).Item0, stamp.Pts));
            count = _frames.Count;
        }

        OnFrame?.Invoke(count);
    }

    public void Complete(long endPts) => Completed = true;

    public void Interrupt() => Interrupted = true;

    public void Dispose()
    {
    }
}
