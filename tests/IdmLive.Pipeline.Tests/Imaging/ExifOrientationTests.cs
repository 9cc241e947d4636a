using System.Buffers.Binary;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Imaging;

public sealed class ExifOrientationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("idmlive-exif-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Where the first stored pixel, its neighbour to the right and the one below come to lie (EXIF 2.3, tag 0x0112).
    [Theory]
    [InlineData(1, "left top", false)]
    [InlineData(2, "right top", false)]
    [InlineData(3, "right bottom", false)]
    [InlineData(4, "left bottom", false)]
    [InlineData(5, "left top", true)]
    [InlineData(6, "right top", true)]
    [InlineData(7, "right bottom", true)]
    [InlineData(8, "left bottom", true)]
    public void A_phones_picture_is_turned_upright(int orientation, string corner, bool sidesSwap)
    {
        // 90 x 60, red in its first corner, green in the next along the first row.
        using Mat stored = new(60, 90, MatType.CV_8UC3, Scalar.All(40));
        stored[new Rect(0, 0, 16, 16)].SetTo(new Scalar(0, 0, 250));
        stored[new Rect(74, 0, 16, 16)].SetTo(new Scalar(0, 250, 0));
        foreach (bool littleEndian in new[] { true, false })
        {
            Cv2.ImEncode(".jpg", stored, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 98));
            string path = Path.Combine(folder, $"{orientation}{littleEndian}.jpg");
            File.WriteAllBytes(path, WithExif(jpeg, (ushort)orientation, littleEndian));
            using ImageFile image = ImageFile.Read(path);
            Mat upright = image.Pixels;
            Assert.Equal(sidesSwap ? new Size(60, 90) : new Size(90, 60), upright.Size());
            bool right = corner.Contains("right", StringComparison.Ordinal), bottom = corner.Contains("bottom", StringComparison.Ordinal);
            AssertColour(upright, right, bottom, new(0, 0, 250));

            // The first row runs along the picture's top or bottom, or, where sides swap, down a side: green lies at its other end.
            AssertColour(upright, sidesSwap ? right : !right, sidesSwap ? !bottom : bottom, new(0, 250, 0));
        }
    }

    [Fact]
    public void A_png_with_an_exif_block_is_turned_with_its_transparency()
    {
        using Mat stored = new(20, 30, MatType.CV_8UC4, new Scalar(10, 20, 30, 255));
        stored.Set(0, 0, new Vec4b(1, 2, 3, 77));
        Cv2.ImEncode(".png", stored, out byte[] png);
        using MemoryStream file = new();
        file.Write(png.AsSpan(0, 33));
        PngChunks.Write(file, "eXIf"u8, Tiff(6, littleEndian: false));
        file.Write(png.AsSpan(33));
        string path = Path.Combine(folder, "turned.png");
        File.WriteAllBytes(path, file.ToArray());
        using ImageFile image = ImageFile.Read(path);
        Assert.Equal(new Size(20, 30), image.Pixels.Size());
        Assert.Equal(new Vec3b(1, 2, 3), image.Pixels.At<Vec3b>(0, 19));
        Assert.Equal((byte)77, image.Alpha!.At<byte>(0, 19));
    }

    [Fact]
    public void A_written_picture_is_not_turned_twice()
    {
        using Mat stored = new(60, 90, MatType.CV_8UC3, Scalar.All(40));
        Cv2.ImEncode(".jpg", stored, out byte[] jpeg);
        string path = Path.Combine(folder, "in.jpg"), output = Path.Combine(folder, "out.jpg");
        File.WriteAllBytes(path, WithExif(jpeg, 6, littleEndian: true));
        using ImageFile image = ImageFile.Read(path);
        image.Write(output);
        using ImageFile again = ImageFile.Read(output);
        Assert.Equal(new Size(60, 90), again.Pixels.Size());
    }

    [Fact]
    public void Broken_exif_blocks_count_as_upright()
    {
        byte[] tiff = Tiff(6, littleEndian: true);
        Random random = new(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] broken = tiff[..random.Next(tiff.Length + 1)];
            for (int k = 0; k < 3 && broken.Length > 0; k++)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(ExifOrientation.Read(WithExif([0xFF, 0xD8, 0xFF, 0xD9], broken)), 1, 8);
        }

        Assert.Equal(1, ExifOrientation.Read([]));
        Assert.Equal(1, ExifOrientation.Read([0xFF, 0xD8, 0xFF]));
        Assert.Equal(1, ExifOrientation.Read(WithExif([0xFF, 0xD8, 0xFF, 0xD9], Tiff(9, littleEndian: true))));
        Assert.Equal(6, ExifOrientation.Read(WithExif([0xFF, 0xD8, 0xFF, 0xD9], tiff)));
    }

    private static void AssertColour(Mat image, bool right, bool bottom, Vec3b expected)
    {
        Vec3b found = image.At<Vec3b>(bottom ? image.Height - 5 : 4, right ? image.Width - 5 : 4);
        Assert.InRange(Math.Abs(found.Item0 - expected.Item0) + Math.Abs(found.Item1 - expected.Item1) + Math.Abs(found.Item2 - expected.Item2), 0, 40);
    }

    private static byte[] WithExif(byte[] jpeg, ushort orientation, bool littleEndian) => WithExif(jpeg, Tiff(orientation, littleEndian));

    private static byte[] WithExif(byte[] jpeg, byte[] tiff)
    {
        int length = tiff.Length + 8;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    /// <summary>A TIFF directory with two entries: image width, orientation.</summary>
    private static byte[] Tiff(ushort orientation, bool littleEndian)
    {
        byte[] tiff = new byte[8 + 2 + 24 + 4];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(tiff);
        Short(2, 42);
        Long(4, 8);
        Short(8, 2);
        Entry(10, 0x0100, 90);
        Entry(22, 0x0112, orientation);
        return tiff;

        void Entry(int at, ushort tag, ushort value)
        {
            Short(at, tag);
            Short(at + 2, 3);
            Long(at + 4, 1);
            Short(at + 8, value);
        }

        void Short(int at, ushort value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
            }
        }

        void Long(int at, uint value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
            }
        }
    }
}
