using System.Net;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>
/// <c>mjpeg:ADDRESS</c>: a page (<c>/</c>), a stream for browsers and OBS (<c>/stream</c>) and the newest picture (<c>/frame.jpg</c>) by HTTP.
/// A frame is encoded once for all who watch, and not at all while nobody does; whoever watches never slows the sink.
/// </summary>
public sealed class MjpegLiveSink : ILiveSink
{
    private readonly IPEndPoint _address;
    private readonly MjpegOptions _options;
    private MjpegServer? _server;

    /// <summary>Makes a sink.</summary>
    /// <param name="address">Where to serve; port 0 for any that is free. At a loopback address nobody but this machine is served.</param>
    /// <param name="options">Settings.</param>
    public MjpegLiveSink(IPEndPoint address, MjpegOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.Quality, 100);
    }

    /// <inheritdoc/>
    public string Name => $"mjpeg:{_address}";

    /// <summary>Where it serves, once it is open; before, where it is to.</summary>
    public IPEndPoint Address => Volatile.Read(ref _server)?.Address ?? _address;

    /// <summary>How many watch.</summary>
    public int Watchers => Volatile.Read(ref _server)?.Frames.Watchers ?? 0;

    /// <summary>How many are connected.</summary>
    internal int Connections => Volatile.Read(ref _server)?.Connections ?? 0;

    /// <summary>Frames encoded since it was opened.</summary>
    internal long FramesEncoded => Volatile.Read(ref _server)?.Frames.Published ?? 0;

    /// <summary>Pieces of memory that were made for frames since it was opened.</summary>
    internal int Buffers => Volatile.Read(ref _server)?.Frames.Buffers ?? 0;

    /// <inheritdoc/>
    public IFrameSink Open(in LiveFormat format)
    {
        MjpegServer server = new(_address, _options);
        Volatile.Write(ref _server, server);
        return new Encoder(server, _options.Quality);
    }

    private sealed class Encoder(MjpegServer server, int quality) : IFrameSink
    {
        private readonly JpegEncoder _encoder = new(quality);

        public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
        {
            if (server.Frames.Watchers == 0)
            {
                return;
            }

            server.Frames.Publish(_encoder.Encode(image));
        }

        public void Complete(long endPts)
        {
        }

        public void Interrupt()
        {
        }

        public void Dispose()
        {
            server.Dispose();
            _encoder.Dispose();
        }
    }
}
