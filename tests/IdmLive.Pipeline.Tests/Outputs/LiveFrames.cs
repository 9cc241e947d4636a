using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Outputs;

/// <summary>Frames of one grey each for live sinks.</summary>
internal sealed class LiveFrames : IDisposable
{
    private readonly Mat _image;

    public LiveFrames(int width = 64, int height = 48)
    {
        Format = new(new(width, height), new(30, 1), new(1, 1_000_000));
        _image = new(height, width, MatType.CV_8UC3);
    }

    public LiveFormat Format { get; }

    /// <summary>Gives a sink the next frame.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="microseconds">Its time stamp.</param>
    /// <param name="grey">Its grey.</param>
    public void Write(IFrameSink sink, long microseconds, int grey = 128)
    {
        _image.SetTo(Scalar.All(grey));
        sink.Write(_image, new(0, 0, microseconds, Format.TimeBase), []);
    }

    /// <summary>Fills the image with noise, which compresses badly.</summary>
    public void WriteNoise(IFrameSink sink, long microseconds)
    {
        Cv2.Randu(_image, Scalar.All(0), Scalar.All(255));
        sink.Write(_image, new(0, 0, microseconds, Format.TimeBase), []);
    }

    public void Dispose() => _image.Dispose();
}
