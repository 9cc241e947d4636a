using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Session;

/// <summary>Keeps the bytes of every frame.</summary>
internal sealed class MemorySink(int failAt = -1, Action<int>? onFrame = null) : IFrameSink
{
    public List<byte[]> Frames { get; } = [];

    public List<long> Sequences { get; } = [];

    public HashSet<nint> Buffers { get; } = [];

    public long? CompletedAt { get; private set; }

    public bool Interrupted { get; private set; }

    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        if (Frames.Count == failAt)
        {
            throw new InvalidOperationException("write");
        }

        Frames.Add(image.AsSpan<byte>().ToArray());
        Sequences.Add(stamp.Sequence);
        Buffers.Add(image.Data);
        onFrame?.Invoke(Frames.Count);
    }

    public void Complete(long endPts) => CompletedAt = endPts;

    public void Interrupt() => Interrupted = true;

    public void Dispose()
    {
    }
}
