using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>Square 8-bit BGR faces as plain bytes, which need no disposal.</summary>
internal static class FaceBytes
{
    /// <summary>The bytes of a face, row after row.</summary>
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
    public static Mat ToMat(ReadOnlySpan<byte> bytes, int size)
    {
        Mat face = new(size, size, MatType.CV_8UC3);
        int row = size * 3;
        for (int y = 0; y < size; y++)
        {
            bytes.Slice(y * row, row).CopyTo(face.RowSpan(y));
        }

        return face;
    }
}
