using System.Buffers.Binary;
using System.IO.Compression;

namespace IdmLive.Pipeline.Imaging;

/// <summary>
/// The ICC profile inside a JPEG or PNG file. The decoder drops it; without it the colours of a picture in another space than sRGB,
/// as phones take them, would change.
/// </summary>
internal static class ColourProfile
{
    private const int JpegPart = 65519 - 14;
    private const int PngHeader = 33;

    private static ReadOnlySpan<byte> JpegMark => "ICC_PROFILE\0"u8;

    /// <summary>The profile of an encoded image; null where it has none, or a broken one.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> file)
    {
        byte[]? profile = file switch
        {
            [0xFF, 0xD8, ..] => FromJpeg(file),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => FromPng(file),
            _ => null,
        };
        return profile is { Length: >= 128 } ? profile : null;
    }

    /// <summary>Whether a profile describes pictures of the given kind.</summary>
    public static bool Fits(ReadOnlySpan<byte> profile, bool isGrey) => profile.Slice(16, 4).SequenceEqual(isGrey ? "GRAY"u8 : "RGB "u8);

    /// <summary>An encoded JPEG or PNG with the profile put in; any other file as it is.</summary>
    public static byte[] Embed(byte[] file, ReadOnlySpan<byte> profile) => file switch
    {
        [0xFF, 0xD8, ..] => IntoJpeg(file, profile),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => IntoPng(file, profile),
        _ => file,
    };

    private static byte[]? FromJpeg(ReadOnlySpan<byte> file)
    {
        SortedDictionary<int, byte[]> parts = [];
        foreach ((byte marker, Range content) in JpegSegments.Of(file))
        {
            ReadOnlySpan<byte> segment = file[content];
            if (marker == 0xE2 && segment.Length > 14 && segment.StartsWith(JpegMark))
            {
                parts[segment[12]] = segment[14..].ToArray();
            }
        }

        return parts.Count > 0 ? [.. parts.Values.SelectMany(p => p)] : null;
    }

    private static byte[]? FromPng(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> chunk = PngChunks.Find(file, "iCCP"u8);
        int nameEnd = chunk.IndexOf((byte)0);
        if (nameEnd < 0 || nameEnd + 2 > chunk.Length)
        {
            return null;
        }

        try
        {
            using ZLibStream stream = new(new MemoryStream(chunk[(nameEnd + 2)..].ToArray()), CompressionMode.Decompress);
            using MemoryStream profile = new();
            stream.CopyTo(profile);
            return profile.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] IntoJpeg(ReadOnlySpan<byte> file, ReadOnlySpan<byte> profile)
    {
        int count = (profile.Length + JpegPart - 1) / JpegPart;
        if (count > 255)
        {
            return file.ToArray();
        }

        // Behind the start marker and the JFIF segment, which has to come first.
        int at = file[2..].StartsWith((ReadOnlySpan<byte>)[0xFF, 0xE0]) ? 4 + BinaryPrimitives.ReadUInt16BigEndian(file[4..]) : 2;
        using MemoryStream result = new(file.Length + profile.Length + 64);
        result.Write(file[..at]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> part = profile.Slice(i * JpegPart, Math.Min(JpegPart, profile.Length - (i * JpegPart)));
            int length = part.Length + 16;
            result.Write([0xFF, 0xE2, (byte)(length >> 8), (byte)length]);
            result.Write(JpegMark);
            result.Write([(byte)(i + 1), (byte)count]);
            result.Write(part);
        }

        result.Write(file[at..]);
        return result.ToArray();
    }

    private static byte[] IntoPng(ReadOnlySpan<byte> file, ReadOnlySpan<byte> profile)
    {
        using MemoryStream content = new();
        content.Write("icc\0\0"u8);
        using (ZLibStream stream = new(content, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(profile);
        }

        using MemoryStream result = new(file.Length + (int)content.Length + 12);
        result.Write(file[..PngHeader]);
        PngChunks.Write(result, "iCCP"u8, content.ToArray());
        result.Write(file[PngHeader..]);
        return result.ToArray();
    }
}
