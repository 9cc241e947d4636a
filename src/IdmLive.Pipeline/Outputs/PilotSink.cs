using System.Diagnostics;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Takes the first few frames of a video, encoded as the output will be and thrown away, to tell how long it all takes and how large it gets.</summary>
public sealed class PilotSink : IFrameSink
{
    // x264 and most others start a new group of pictures after so many frames at the latest.
    private const int KeyFrameInterval = 250;

    private readonly VideoOutputPlan _plan;
    private readonly SegmentEncoder _encoder;
    private readonly List<long> _arrivals = [];
    private long _firstPts;

    internal PilotSink(VideoOutputPlan plan)
    {
        _plan = plan;
        _encoder = new(plan.Ffmpeg, plan.Segments, Stream.Null);
    }

    /// <summary>Frames a second, without those that warm things up; 0 where there were too few.</summary>
    public double FramesPerSecond
    {
        get
        {
            int first = _arrivals.Count / 3;
            return _arrivals.Count - first < 2 ? 0 : (_arrivals.Count - 1 - first) / Stopwatch.GetElapsedTime(_arrivals[first], _arrivals[^1]).TotalSeconds;
        }
    }

    /// <inheritdoc/>
    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        if (_arrivals.Count == 0)
        {
            _firstPts = stamp.Pts;
        }

        _encoder.Write(image, _plan.Segments.Clock.FromPts(stamp.Pts - _firstPts));
        _arrivals.Add(Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Complete(long endPts) => _encoder.Finish(_plan.Segments.Clock.FromPts(endPts - _firstPts));

    /// <inheritdoc/>
    public void Interrupt()
    {
    }

    /// <summary>Bytes that so many frames and the copied sound would take; after <see cref="Complete"/>.</summary>
    public long EstimateBytes(long frames)
    {
        IReadOnlyList<uint> sizes = _encoder.FrameSizes;
        if (sizes.Count == 0)
        {
            return _plan.CopiedBytes;
        }

        double key = sizes[0], other = sizes.Count > 1 ? sizes.Skip(1).Average(size => (double)size) : key;
        double keys = Math.Ceiling((double)frames / Math.Min(KeyFrameInterval, _plan.FramesPerSegment));
        return (long)((keys * key) + (Math.Max(0, frames - keys) * other)) + _plan.CopiedBytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
