using System.Buffers.Binary;
using OpenCvSharp;
using Range = System.Range;

namespace IdmLive.Pipeline.Imaging;

/// <summary>
/// The orientation a camera notes in a picture's EXIF block (tag 0x0112): how stored pixels are turned to stand upright. Found in
/// JPEG (APP1), PNG (eXIf) and WebP (EXIF); 1, "upright", where there is none or it is broken.
/// </summary>
internal static class ExifOrientation
{
    private const int Upright = 1;
    private const ushort OrientationTag = 0x0112;

    /// <summary>The orientation, 1 to 8, of an encoded image.</summary>
    public static int Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> tiff = file switch
        {
            [0xFF, 0xD8, ..] => FromJpeg(file),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngChunks.Find(file, "eXIf"u8),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => FromWebP(file),
            _ => default,
        };
        return FromTiff(tiff);
    }

    /// <summary>Turns stored pixels upright.</summary>
    /// <returns>A new image, or <paramref name="stored"/> itself where there is nothing to turn.</returns>
    public static Mat Apply(Mat stored, int orientation)
    {
        if (orientation is <= Upright or > 8)
        {
            return stored;
        }

        Mat upright = new();
        switch (orientation)
        {
            case 2: Cv2.Flip(stored, upright, FlipMode.Y); break;
            case 3: Cv2.Rotate(stored, upright, RotateFlags.Rotate180); break;
            case 4: Cv2.Flip(stored, upright, FlipMode.X); break;
            case 5: Cv2.Transpose(stored, upright); break;
            case 6: Cv2.Rotate(stored, upright, RotateFlags.Rotate90Clockwise); break;
            case 7:
                Cv2.Transpose(stored, upright);
                Cv2.Flip(upright, upright, FlipMode.XY);
                break;
            default: Cv2.Rotate(stored, upright, RotateFlags.Rotate90Counterclockwise); break;
        }

        return upright;
    }

    private static ReadOnlySpan<byte> FromJpeg(ReadOnlySpan<byte> file)
    {
        foreach ((byte marker, Range content) in JpegSegments.Of(file))
        {
            if (marker == 0xE1 && file[content].StartsWith("Exif\0\0"u8))
            {
                return file[content][6..];
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> FromWebP(ReadOnlySpan<byte> file)
    {
        for (int at = 12; at + 8 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - 8)
            {
                break;
            }

            if (file.Slice(at, 4).SequenceEqual("EXIF"u8))
            {
                ReadOnlySpan<byte> block = file.Slice(at + 8, (int)length);
                return block.StartsWith("Exif\0\0"u8) ? block[6..] : block;
            }

            at += 8 + (int)length + (int)(length & 1);
        }

        return default;
    }

    private static int FromTiff(ReadOnlySpan<byte> tiff)
    {
        bool littleEndian = tiff.StartsWith("II"u8);
        if (tiff.Length < 14 || !(littleEndian || tiff.StartsWith("MM"u8)))
        {
            return Upright;
        }

        uint directory = UInt32(tiff, 4, littleEndian);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        int count = UInt16(tiff, (int)directory, littleEndian);
        for (int i = 0; i < count; i++)
        {
            int entry = (int)directory + 2 + (12 * i);
            if (entry + 12 > tiff.Length)
            {
                break;
            }

            if (UInt16(tiff, entry, littleEndian) == OrientationTag)
            {
                int value = UInt16(tiff, entry + 8, littleEndian);
                return value is >= Upright and <= 8 ? value : Upright;
            }
        }

        return Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
