using IdmLive.Pipeline.Media;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;

namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>
/// Encodes pictures as JPEG into memory that is kept: <see cref="Cv2.ImEncode(string, InputArray, out byte[], int[])"/> makes an array of a hundred
/// kilobytes for each, which only a collection of the oldest generation takes back. Not thread-safe.
/// </summary>
internal sealed class JpegEncoder : IDisposable
{
    private readonly int[] _parameters;
    private readonly VectorOfByte _file = new();

    /// <summary>Makes an encoder.</summary>
    /// <param name="quality">1 to 100.</param>
    public JpegEncoder(int quality) => _parameters = [(int)ImwriteFlags.JpegQuality, quality];

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <returns>The file; valid until the next call.</returns>
    /// <exception cref="MediaException">It cannot be encoded.</exception>
    public unsafe ReadOnlySpan<byte> Encode(Mat image)
    {
        using InputArray input = InputArray.Create(image);
        NativeMethods.HandleException(NativeMethods.imgcodecs_imencode_vector(".jpg", input.CvPtr, _file.CvPtr, _parameters, _parameters.Length, out int isDone));
        GC.KeepAlive(image);
        return isDone != 0
            ? new((void*)_file.ElemPtr, _file.Size)
            : throw new MediaException(MediaFailure.Machine, $"A frame of {image.Width}x{image.Height} could not be encoded as JPEG.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
