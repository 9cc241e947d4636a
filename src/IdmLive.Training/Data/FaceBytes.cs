using OpenCvSharp;

namespace IdmLive.Training.Data;

/// <summary>8-bit BGR faces as plain bytes, row after row, which need no disposal. Stateless, any thread.</summary>
public static class FaceBytes
{
    /// <summary>The bytes of a face.</summary>
    /// <param name="face">8-bit, three channels; not changed.</param>
    public static byte[] Of(Mat face)
    {
        int row = face.Width * 3, height = face.Height;
        byte[] bytes = new byte[row * height];
        for (int y = 0; y < height; y++)
        {
            face.RowSpan(y)[..row].CopyTo(bytes.AsSpan(y * row));
        }

        return bytes;
    }

    /// <summary>A face from its bytes; the caller disposes of it.</summary>
    /// <param name="bytes">As <see cref="Of"/> gives them.</param>
    /// <param name="size">Width and height, pixels.</param>
    public static Mat ToMat(ReadOnlySpan<byte> bytes, int size)
    {
        Mat face = new(size, size, MatType.CV_8UC3);
        CopyTo(bytes, face);
        return face;
    }

    /// <summary>Writes bytes into a picture.</summary>
    /// <param name="bytes">As <see cref="Of"/> gives them.</param>
    /// <param name="face">8-bit, three channels, of the bytes' size; overwritten.</param>
    public static void CopyTo(ReadOnlySpan<byte> bytes, Mat face)
    {
        int row = face.Width * 3, height = face.Height;
        for (int y = 0; y < height; y++)
        {
            bytes.Slice(y * row, row).CopyTo(face.RowSpan(y));
        }
    }
}
