using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>Reads an open camera; time stamps are microseconds of the clock since the first frame. Owns the camera.</summary>
internal sealed class CameraFrames : IFrameSource
{
    // A line disturbance spoils a picture or two; a camera that gives no other is lost.
    private const int MostSpoilt = 10;

    private readonly VideoCapture _capture;
    private readonly TimeProvider _time;
    private readonly Mat _decoded = new();
    private readonly ArrivalStamps _stamps;

    private CameraFrames(VideoCapture capture, TimeProvider time)
    {
        _capture = capture;
        _time = time;
        _stamps = new(time);
    }

    /// <inheritdoc/>
    public Size FrameSize { get; private set; }

    /// <inheritdoc/>
    public long EndPts => _stamps.EndPts;

    /// <summary>Waits for the first picture of a camera, which tells the size of the others.</summary>
    /// <returns>The frames; null where no picture came. The camera is closed then.</returns>
    public static CameraFrames? Begin(VideoCapture capture, TimeProvider time)
    {
        CameraFrames frames = new(capture, time);
        if (frames.TryDecode(out _) && frames._decoded.Type() == MatType.CV_8UC3)
        {
            frames.FrameSize = frames._decoded.Size();
            return frames;
        }

        frames.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        stamp = default;
        if (!TryDecode(out long ticks) || _decoded.Size() != FrameSize || _decoded.Type() != MatType.CV_8UC3)
        {
            return false;
        }

        _decoded.CopyTo(image);
        stamp = _stamps.Next(ticks);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _capture.Dispose();
        _decoded.Dispose();
    }

    private bool TryDecode(out long ticks)
    {
        ticks = 0;
        try
        {
            for (int spoilt = 0; spoilt < MostSpoilt; spoilt++)
            {
                if (!_capture.Grab())
                {
                    return false;
                }

                // Taken before the picture is decoded: that is when it was there.
                ticks = _time.GetTimestamp();
                if (_capture.Retrieve(_decoded) && !_decoded.Empty())
                {
                    return true;
                }
            }
        }
        catch (OpenCVException)
        {
            // What OpenCV throws for a device that is gone is no more than that.
        }

        return false;
    }
}
