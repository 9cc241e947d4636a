using System.Buffers.Binary;
using System.IO.Compression;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Pipeline.Tests.Imaging;

/// <summary>PNG files of kinds that OpenCV reads but does not write, two pixels wide.</summary>
internal static class EncodedPng
{
    /// <summary>Red, and green of alpha 64, from a palette.</summary>
    public static byte[] Palette() => File(colourType: 3, [0, 0, 1], ("PLTE", [255, 0, 0, 0, 255, 0]), ("tRNS", [255, 64]));

    /// <summary>Grey 100 of alpha 255 and grey 200 of alpha 10.</summary>
    public static byte[] GreyWithAlpha() => File(colourType: 4, [0, 100, 255, 200, 10]);

    private static byte[] File(byte colourType, byte[] rows, params (string Type, byte[] Content)[] chunks)
    {
        using MemoryStream file = new(), pixels = new();
        using (ZLibStream stream = new(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(rows);
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 2);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 1);
        (header[8], header[9]) = (8, colourType);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        foreach ((string type, byte[] content) in (ReadOnlySpan<(string, byte[])>)[("IHDR", header), .. chunks, ("IDAT", pixels.ToArray()), ("IEND", [])])
        {
            PngChunks.Write(file, System.Text.Encoding.ASCII.GetBytes(type), content);
        }

        return file.ToArray();
    }
}
