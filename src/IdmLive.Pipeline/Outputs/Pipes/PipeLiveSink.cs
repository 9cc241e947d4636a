using System.Globalization;
using System.Text;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs.Pipes;

/// <summary>
/// <c>pipe:</c>: frames one after the other into a stream, usually standard output, into which nothing else may be written then. Frames are
/// written as they come; a reader that has gone is told by <see cref="Closed"/> and is no failure.
/// </summary>
public sealed class PipeLiveSink : IClosableLiveSink
{
    private readonly PipeFormat _format;
    private readonly Func<Stream> _open;

    /// <summary>Makes a sink.</summary>
    /// <param name="format">How frames are written.</param>
    /// <param name="open">Opens what they are written into; the sink disposes of it.</param>
    public PipeLiveSink(PipeFormat format, Func<Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        (_format, _open) = (format, open);
    }

    /// <inheritdoc/>
    public event Action? Closed;

    /// <inheritdoc/>
    public string Name => _format == PipeFormat.Y4m ? "pipe:y4m" : "pipe:bgr24";

    /// <inheritdoc/>
    public IFrameSink Open(in LiveFormat format)
    {
        if (_format == PipeFormat.Y4m && (format.Size.Width % 2 != 0 || format.Size.Height % 2 != 0))
        {
            throw new MediaException(
                MediaFailure.Input, $"pipe:y4m shares colours between two columns and rows and cannot take frames of {format.Size.Width}x{format.Size.Height}; give pipe:bgr24.");
        }

        return new Writer(this, _open(), format);
    }

    private sealed class Writer(PipeLiveSink owner, Stream stream, LiveFormat format) : IFrameSink
    {
        private readonly Mat _planes = new();
        private bool _begun, _closed;

        public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                if (owner._format == PipeFormat.Y4m)
                {
                    WriteY4m(image);
                }
                else
                {
                    stream.Write(image.AsSpan<byte>());
                }
            }
            catch (IOException e) when (IsReaderGone(e))
            {
                _closed = true;
                owner.Closed?.Invoke();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new MediaException(MediaFailure.Output, $"{owner.Name} cannot be written ({e.Message.TrimEnd('.')}).", e);
            }
        }

        public void Complete(long endPts) => Flush();

        public void Interrupt() => Flush();

        public void Dispose()
        {
            stream.Dispose();
            _planes.Dispose();
        }

        // Broken pipe: the system's number on Linux and macOS, ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.
        private static bool IsReaderGone(IOException e) => e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

        private void WriteY4m(Mat image)
        {
            if (!_begun)
            {
                _begun = true;
                stream.Write(Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"YUV4MPEG2 W{format.Size.Width} H{format.Size.Height} F{format.Rate.Numerator}:{format.Rate.Denominator} Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=LIMITED\n")));
            }

            Cv2.CvtColor(image, _planes, ColorConversionCodes.BGR2YUV_I420);
            stream.Write("FRAME\n"u8);
            stream.Write(_planes.AsSpan<byte>());
        }

        private void Flush()
        {
            try
            {
                if (!_closed)
                {
                    stream.Flush();
                }
            }
            catch (IOException e) when (IsReaderGone(e))
            {
                _closed = true; // all was given; that nobody took the end of it harms nothing
            }
        }
    }
}
