using System.Buffers.Binary;

namespace IdmLive.Pipeline.Imaging;

/// <summary>The segments in front of a JPEG file's pixels.</summary>
internal static class JpegSegments
{
    /// <summary>Marker and content of each segment, up to the first scan or to where the file is broken.</summary>
    public static IReadOnlyList<(byte Marker, Range Content)> Of(ReadOnlySpan<byte> file)
    {
        List<(byte, Range)> segments = [];
        int at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            byte marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is 0xDA or 0xD9 || length < 2 || at + 2 + length > file.Length)
            {
                break;
            }

            segments.Add((marker, (at + 4)..(at + 2 + length)));
            at += 2 + length;
        }

        return segments;
    }
}
